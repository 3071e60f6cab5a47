using System.Buffers.Binary;
using System.Text;

namespace PathAlign.Tests.Models.Compute;

/// <summary>
/// A small made-up ELF library that asks for versions: a header, names, .gnu.version_r and three sections.
/// </summary>
internal static class ElfFile
{
    internal const int Needs = 0x100, Names = 0x80, Sections = 0x200;

    /// <param name="versions">Names of versions, each asked for from libstdc++.so.6.</param>
    internal static byte[] With(params string[] versions)
    {
        var file = new byte[Sections + (3 * 64)];
        "\u007fELF\u0002\u0001"u8.CopyTo(file);
        Write(file, 0x28, (ulong)Sections);                       // e_shoff
        Write(file, 0x3A, (ushort)64);                            // e_shentsize
        Write(file, 0x3C, (ushort)3);                             // e_shnum
        Section(file, 1, type: 3, Names, link: 0);                // SHT_STRTAB
        Section(file, 2, type: 0x6ffffffe, Needs, link: 1);       // SHT_GNU_verneed
        Write(file, Needs + 8, 16u);                              // vn_aux: entries follow at once
        var name = 1;
        foreach (var (i, version) in versions.Index())
        {
            var entry = Needs + 16 + (16 * i);
            Encoding.ASCII.GetBytes(version).CopyTo(file, Names + name);
            Write(file, entry + 8, (uint)name);                   // vna_name
            Write(file, entry + 12, i + 1 < versions.Length ? 16u : 0u);
            name += version.Length + 1;
        }
        return file;
    }

    /// <summary>The flags of an entry: 2 where it is weak.</summary>
    internal static ushort Flags(byte[] file, int entry) =>
        BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(Needs + 16 + (16 * entry) + 4));

    private static void Section(byte[] file, int index, uint type, int offset, uint link)
    {
        var at = Sections + (index * 64);
        Write(file, at + 4, type);
        Write(file, at + 0x18, (ulong)offset);
        Write(file, at + 0x28, link);
    }

    internal static void Write(byte[] file, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);

    internal static void Write(byte[] file, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    internal static void Write(byte[] file, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
}

using System.Buffers.Binary;
using System.Text;
using PathAlign.Files;

namespace PathAlign.Models.Compute;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library requires of other libraries (section .gnu.version_r;
/// System V ABI, "Symbol Versioning", Elf64_Verneed and Elf64_Vernaux).
/// </summary>
public static class VersionNeeds
{
    private const int SectionTableOffset = 0x28, SectionSize = 0x3A, SectionCount = 0x3C, SmallestSection = 64;
    private const uint VersionNeedType = 0x6ffffffe;
    private const ushort Weak = 2;   // VER_FLG_WEAK: if the version is missing, the loader warns and continues
    private const int MostEntries = 10_000;

    /// <summary>Marks a version as weak, in place.</summary>
    /// <param name="library">The whole library.</param>
    /// <param name="version">The version's name, such as GLIBCXX_3.4.32.</param>
    /// <param name="source">The file, for errors.</param>
    /// <returns>Whether the library changed: false if the version is weak already or is not required.</returns>
    /// <exception cref="InvalidInputException">The bytes are not such a library, or a table lies outside
    /// them.</exception>
    public static bool MarkWeak(Span<byte> library, string version, string source)
    {
        if (library.Length < 64 || !library[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidInputException(source, "header", "expected a 64-bit little-endian ELF library");
        try
        {
            return FindFlags(library, version) is { } place && Mark(library[place..]);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidInputException(source, ".gnu.version_r", "expected tables that lie within the file");
        }
    }

    private static bool Mark(Span<byte> flags)
    {
        var before = BinaryPrimitives.ReadUInt16LittleEndian(flags);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(before | Weak));
        return (before & Weak) == 0;
    }

    /// <summary>The offset of vna_flags in the version's entry; null if there is no such entry.</summary>
    private static int? FindFlags(ReadOnlySpan<byte> library, string version)
    {
        if (FindTable(library) is not var (needs, names)) return null;
        var left = MostEntries;
        for (var need = needs; ; need = Next(library, need, 12))
        {
            for (var entry = checked(need + Word(library, need + 8)); ; entry = Next(library, entry, 12))   // vn_aux
            {
                if (NameAt(library, checked(names + Word(library, entry + 8))) == version) return entry + 4;
                if (Word(library, entry + 12) == 0) break;
                if (--left < 0) throw new OverflowException();
            }
            if (Word(library, need + 12) == 0) return null;
            if (--left < 0) throw new OverflowException();
        }
    }

    /// <summary>The offsets of the table and of the names that it refers to.</summary>
    private static (int needs, int names)? FindTable(ReadOnlySpan<byte> library)
    {
        var (table, size) = (Long(library, SectionTableOffset), Short(library, SectionSize));
        if (size < SmallestSection) throw new OverflowException();
        for (var i = 0; i < Short(library, SectionCount); i++)
        {
            var section = checked(table + (i * size));
            if ((uint)Word(library, section + 4) != VersionNeedType) continue;
            var link = Word(library, section + 0x28);                          // sh_link
            if ((uint)link >= Short(library, SectionCount)) throw new OverflowException();
            var names = checked(table + (link * size));
            return (Long(library, section + 0x18), Long(library, names + 0x18));   // sh_offset
        }
        return null;
    }

    private static int Next(ReadOnlySpan<byte> library, int at, int field) => checked(at + Word(library, at + field));

    private static string NameAt(ReadOnlySpan<byte> library, int at)
    {
        var rest = library[at..];
        var end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(rest[..(end < 0 ? rest.Length : end)]);
    }

    private static int Word(ReadOnlySpan<byte> library, int at) =>
        BinaryPrimitives.ReadInt32LittleEndian(library[at..]);

    private static int Short(ReadOnlySpan<byte> library, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(library[at..]);

    private static int Long(ReadOnlySpan<byte> library, int at) =>
        checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library[at..]));
}

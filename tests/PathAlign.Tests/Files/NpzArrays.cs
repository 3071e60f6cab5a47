using PathAlign.Files;

namespace PathAlign.Tests.Files;

/// <summary>Whole archives in memory.</summary>
internal static class NpzArrays
{
    internal static Dictionary<string, NpyArray> Read(string path)
    {
        using var archive = NpzReader.Open(path);
        return archive.Names.ToDictionary(name => name, archive.Read);
    }

    internal static void Write(string path, IReadOnlyDictionary<string, NpyArray> arrays) =>
        NpzWriter.Write(path, arrays.Select(a => a.Value.Named(a.Key)));
}

using System.IO.Compression;

namespace PathAlign.Files;

/// <summary>Writes NumPy's archive of arrays.</summary>
public static class NpzWriter
{
    /// <summary>Writes a compressed archive completely or not at all; the same arrays give the same bytes.</summary>
    public static void Write(string path, IEnumerable<NpzEntry> entries) => AtomicFile.Write(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var array in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(array.Name + ".npy", CompressionLevel.Optimal);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            array.Header.Write(content);
            array.Write(content);
        }
    });
}

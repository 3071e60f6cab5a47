using System.IO.Compression;

namespace PathAlign.Files;

/// <summary>NumPy's archive of arrays.</summary>
public static class Npz
{
    private const int MaxEntries = 64;
    private const int MaxRatio = 1100;   // deflate reaches about 1030 to 1 at most; a higher ratio is forged

    /// <summary>Reads every array, by its name without <c>.npy</c>.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no such archive, or breaks a rule.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidInputException(path, "file", "expected an npz archive, found none");
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return Read(archive, path);
        }
        // what the archive's own reader throws for damaged or encrypted entries
        catch (Exception error) when (
            error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException
                or OverflowException)
        {
            throw new InvalidInputException(path, "file", $"expected an npz archive ({error.Message})");
        }
    }

    /// <summary>Writes a compressed archive completely or not at all; the same arrays give the same bytes.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, NpyArray> arrays) =>
        AtomicFile.Write(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name + ".npy", CompressionLevel.Optimal);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            Npy.Write(content, array);
        }
    });

    private static Dictionary<string, NpyArray> Read(ZipArchive archive, string path)
    {
        if (archive.Entries.Count > MaxEntries)
            throw new InvalidInputException(
                path, "archive", $"expected at most {MaxEntries} entries, found {archive.Entries.Count}");
        var arrays = new Dictionary<string, NpyArray>();
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            var place = $"entry '{(entry.FullName.Length <= 80 ? entry.FullName : entry.FullName[..80] + "…")}'";
            if (entry.FullName.Contains("..") || entry.FullName.IndexOfAny(['/', '\\', ':']) >= 0)
                throw new InvalidInputException(path, place, "expected a plain name, found a path");
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                throw new InvalidInputException(path, place, "expected a name ending in .npy");
            if (
                entry.Length is < 0 or > Npy.MaxBytes
                    || (total += entry.Length) > Npy.MaxBytes
                    || entry.Length / MaxRatio > entry.CompressedLength)
                throw new InvalidInputException(
                    path,
                    place,
                    $"expected at most {Npy.MaxBytes} bytes and a compression of at most {MaxRatio} to 1, found " +
                        $"{entry.Length} from {entry.CompressedLength}");
            using var content = new ChecksumStream(entry.Open());
            if (!arrays.TryAdd(entry.FullName[..^4], Npy.Read(content, path, place)))
                throw new InvalidInputException(path, place, "expected each name once");
            if (content.ToEnd() != entry.Crc32)
                throw new InvalidInputException(
                    path, place, $"expected the CRC-32 {entry.Crc32:x8} of the archive, found {content.ToEnd():x8}");
        }
        return arrays;
    }
}

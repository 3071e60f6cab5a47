using System.IO.Compression;

namespace PathAlign.Files;

/// <summary>Reads NumPy's archive of arrays, one array at a time.</summary>
public sealed class NpzReader : IDisposable
{
    private const int MaxEntries = 64;
    private const int MaxRatio = 1100;   // deflate reaches about 1030 to 1 at most; a higher ratio is forged
    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private NpzReader(string path)
    {
        (_path, _archive) = (path, ZipFile.OpenRead(path));
        try
        {
            Index();
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <summary>Names of the arrays, without <c>.npy</c>.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens an archive and checks its directory.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no such archive, or breaks a rule.</exception>
    public static NpzReader Open(string path) =>
        File.Exists(path)
            ? Guarded(path, () => new NpzReader(path))
            : throw new InvalidInputException(path, "file", "expected an npz archive, found none");

    /// <summary>Reads an array into memory.</summary>
    /// <exception cref="InvalidInputException">There is no such array, or it is damaged.</exception>
    public NpyArray Read(string name) => Read(name, content => content.ToArray());

    /// <summary>Reads an array with a function that takes its bytes piece by piece; then checks their sum.</summary>
    /// <exception cref="InvalidInputException">There is no such array, or it is damaged.</exception>
    public T Read<T>(string name, Func<NpyContent, T> read) => Guarded(_path, () =>
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new InvalidInputException(
                _path,
                "archive",
                $"expected an array '{name}', found " +
                    $"{(_entries.Count == 0 ? "none" : string.Join(", ", _entries.Keys.Take(8)))}");
        using var stream = new ChecksumStream(entry.Open());
        var content = new NpyContent(stream, _path, PlaceOf(entry));
        if (content.Header.Bytes > entry.Length)   // a forged shape reserves no memory and no disk
            throw content.Refusal(
                $"expected at most the {entry.Length} bytes of the entry, found a shape of {content.Header.Bytes}");
        var result = read(content);
        var checksum = stream.ToEnd();
        return checksum == entry.Crc32
            ? result
            : throw content.Refusal($"expected the CRC-32 {entry.Crc32:x8} of the archive, found {checksum:x8}");
    });

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void Index()
    {
        if (_archive.Entries.Count > MaxEntries)
            throw new InvalidInputException(
                _path, "archive", $"expected at most {MaxEntries} entries, found {_archive.Entries.Count}");
        long total = 0;
        foreach (var entry in _archive.Entries)
        {
            InvalidInputException Refuse(string rule) => new(_path, PlaceOf(entry), rule);
            if (entry.FullName.Contains("..") || entry.FullName.IndexOfAny(['/', '\\', ':']) >= 0)
                throw Refuse("expected a plain name, found a path");
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
                throw Refuse("expected a name ending in .npy");
            if (entry.Length is < 0 or > NpyHeader.MaxBytes
                || (total += entry.Length) > NpyHeader.MaxBytes
                || entry.Length / MaxRatio > entry.CompressedLength)
                throw Refuse(
                    $"expected at most {NpyHeader.MaxBytes} bytes in all and a compression of at most {MaxRatio} to " +
                        $"1, found {entry.Length} from {entry.CompressedLength}");
            if (!_entries.TryAdd(entry.FullName[..^4], entry)) throw Refuse("expected each name once");
        }
    }

    private static string PlaceOf(ZipArchiveEntry entry) =>
        $"entry '{(entry.FullName.Length <= 80 ? entry.FullName : entry.FullName[..80] + "…")}'";

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // what the archive's own reader throws for damaged or encrypted entries
        catch (Exception error) when (
            error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException
                or OverflowException)
        {
            throw new InvalidInputException(path, "file", $"expected an npz archive ({error.Message})");
        }
    }
}

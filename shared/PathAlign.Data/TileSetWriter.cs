using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace PathAlign.Data;

/// <summary>
/// Collects tiles one at a time. Up to a limit they stay in memory; a larger set goes to a temporary file, so that
/// memory does not grow with the number of tiles.
/// </summary>
/// <remarks>The file has no name once it is open: it vanishes with the process, whatever ends it.</remarks>
public sealed class TileSetWriter
{
    /// <summary>Bytes up to which a set stays in memory: about 1,700 tiles of 224 px.</summary>
    public const long MostInMemory = 256L << 20;

    private readonly int _size, _capacity;
    private readonly byte[]? _memory;
    private readonly SafeFileHandle? _file;
    private int _count;

    /// <summary>Begins a set.</summary>
    /// <param name="size">Height and width of each tile, in pixels.</param>
    /// <param name="capacity">The maximum number of tiles.</param>
    /// <param name="mostInMemory">Bytes from which a temporary file holds the tiles.</param>
    /// <exception cref="IOException">The temporary folder has too little space.</exception>
    public TileSetWriter(int size, int capacity, long mostInMemory = MostInMemory)
    {
        (_size, _capacity) = (size, capacity);
        var bytes = (long)capacity * TileBytes;
        if (bytes <= mostInMemory) _memory = new byte[bytes];
        else _file = Reserve(bytes);
    }

    private int TileBytes => TileSet.BytesOf(_size);

    /// <summary>Adds a tile.</summary>
    /// <param name="pixels">Size × Size × 3 bytes, row by row, red first.</param>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != TileBytes)
            throw new ArgumentException($"tile {_count}: expected {TileBytes} bytes, got {pixels.Length}");
        if (_count == _capacity) throw new InvalidOperationException($"tiles: expected at most {_capacity}");
        var offset = (long)_count++ * TileBytes;
        if (_file is null) pixels.CopyTo(_memory.AsSpan((int)offset));
        else RandomAccess.Write(_file, pixels, offset);
    }

    /// <summary>The tiles that were added, with their classes.</summary>
    public TileSet ToSet(int[] labels)
    {
        if (labels.Length != _count)
            throw new ArgumentException($"labels: expected {_count}, one for each tile, got {labels.Length}");
        if (_file is not null) return new TileSet(_size, new TilePixels.OnDisk(_file), labels);
        return new TileSet(_size, _count == _capacity ? _memory! : _memory![..(_count * TileBytes)], labels);
    }

    private static SafeFileHandle Reserve(long bytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pathalign-tiles-{Guid.NewGuid():N}");
        try
        {
            var file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose, bytes);
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return file;
        }
        catch (IOException error)
        {
            throw new IOException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetTempPath()}: expected {bytes / (1L << 20)} MiB of free space for a large data set " +
                        $"({error.Message}). The variable TMPDIR names another folder."),
                error);
        }
    }
}

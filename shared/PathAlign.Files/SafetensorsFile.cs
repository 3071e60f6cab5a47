using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace PathAlign.Files;

/// <summary>
/// A safetensors file, mapped into memory. The whole header is checked before any tensor is accessible; a tensor's
/// pages are read on first access.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    /// <summary>The maximum length of a header, as in the reference implementation.</summary>
    public const long MaxHeaderLength = 100_000_000;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly string _path;

    private SafetensorsFile(
        string path, SafetensorsHeader header, MemoryMappedFile map, MemoryMappedViewAccessor view, byte* start)
    {
        (_path, _map, _view) = (path, map, view);
        _start = start;
        Tensors = header.Tensors;
        Metadata = header.Metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The file's metadata texts by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no safetensors file, or breaks a rule of the
    /// format.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException(path, "file", "expected a safetensors file, found none");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var header = ReadHeader(path, stream);
        var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new SafetensorsFile(path, header, map, view, start);
    }

    /// <summary>The first byte of a tensor; valid until the file is disposed of.</summary>
    public byte* Pointer(TensorEntry entry) => _start + entry.Offset;

    /// <summary>The bytes of a tensor of less than 2 GiB; valid until the file is disposed of.</summary>
    /// <exception cref="InvalidInputException">The file has no tensor of this name, or a larger one.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        if (!Tensors.TryGetValue(name, out var entry))
            throw new InvalidInputException(_path, "header", $"expected a tensor '{name}', found none");
        return entry.ByteLength <= int.MaxValue
            ? new ReadOnlySpan<byte>(Pointer(entry), (int)entry.ByteLength)
            : throw new InvalidInputException(
                _path,
                $"tensor '{name}'",
                $"expected at most {int.MaxValue} bytes, found {entry.ByteLength}");
    }

    /// <summary>Rejects a file with NaN or infinity among its floats.</summary>
    /// <exception cref="InvalidInputException">A tensor has one; the message names the first such tensor.</exception>
    public void RequireFinite()
    {
        foreach (var entry in Tensors.Values)
            if (!IsFinite(entry))
                throw new InvalidInputException(
                    _path, $"tensor '{entry.Name}'", "expected finite numbers, found NaN or infinity");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private static SafetensorsHeader ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        var read = stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false);
        if (read >= 4 && prefix[..4].SequenceEqual("PK\u0003\u0004"u8))
            throw new InvalidInputException(
                path,
                "file",
                "expected safetensors, found a zip archive such as PyTorch's pickled checkpoints; only safetensors " +
                    "is read");
        if (read >= 2 && prefix[0] == 0x80 && prefix[1] is >= 2 and <= 5)
            throw new InvalidInputException(
                path, "file", "expected safetensors, found pickle bytes; only safetensors is read");
        if (read == 8 && prefix.SequenceEqual("version "u8) && IsLfsPointer(stream))
            throw new InvalidInputException(
                path, "file", "expected safetensors, found a pointer of Git LFS; git lfs pull fetches the file itself");
        if (read < 8) throw new InvalidInputException(path, "file", $"expected at least 8 bytes, found {read}");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderLength)
            throw new InvalidInputException(
                path, "header", $"expected a header of at most {MaxHeaderLength} bytes, found a length of {length}");
        if ((long)length > stream.Length - 8)
            throw new InvalidInputException(
                path,
                "header",
                $"expected a header within the file's {stream.Length} bytes, found a length of {length}");
        var json = new byte[(int)length];
        stream.ReadExactly(json);
        return SafetensorsHeader.Parse(path, json, 8 + (long)length, stream.Length);
    }

    /// <summary>Whether the text after the first word is that of a file which Git LFS has not fetched.</summary>
    private static bool IsLfsPointer(FileStream stream)
    {
        Span<byte> rest = stackalloc byte[15];
        var read = stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        stream.Position = 8;
        return rest[..read].SequenceEqual("https://git-lfs"u8);
    }

    private bool IsFinite(TensorEntry entry)
    {
        var start = Pointer(entry);
        var count = entry.ByteLength / entry.Dtype.Size();
        for (long i = 0; i < count; i++)
        {
            var finite = entry.Dtype switch
            {
                TensorDtype.F64 => double.IsFinite(((double*)start)[i]),
                TensorDtype.F32 => float.IsFinite(((float*)start)[i]),
                TensorDtype.F16 => (((ushort*)start)[i] & 0x7C00) != 0x7C00,
                TensorDtype.BF16 => (((ushort*)start)[i] & 0x7F80) != 0x7F80,
                _ => true,
            };
            if (!finite) return false;
        }
        return true;
    }
}

using Microsoft.Win32.SafeHandles;

namespace PathAlign.Data;

/// <summary>The bytes of many tiles.</summary>
internal abstract class TilePixels
{
    /// <summary>Bytes from an offset. They stay valid; whoever reads them does not change them.</summary>
    internal abstract ReadOnlySpan<byte> Read(long offset, int count);

    /// <summary>Bytes in memory.</summary>
    internal sealed class InMemory(byte[] pixels) : TilePixels
    {
        internal override ReadOnlySpan<byte> Read(long offset, int count) => pixels.AsSpan((int)offset, count);
    }

    /// <summary>Bytes in a file. The operating system keeps those in memory that fit.</summary>
    internal sealed class OnDisk(SafeFileHandle file) : TilePixels
    {
        internal override ReadOnlySpan<byte> Read(long offset, int count)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(count);
            for (var read = 0; read < count;)
            {
                var more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
                if (more == 0) throw new IOException($"pixels: expected {count} bytes at {offset}, found {read}");
                read += more;
            }
            return bytes;
        }
    }
}

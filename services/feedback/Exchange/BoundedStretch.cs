using PathAlign.Files;

namespace PathAlign.Feedback.Exchange;

/// <summary>A stream that ends with an error if one row needs more bytes than allowed.</summary>
internal sealed class BoundedStretch(Stream inner, string source, int longest, CancellationToken cancel) : Stream
{
    private string _place = "";
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next row begins.</summary>
    internal void Begin(string place) => (_place, _read) = (place, 0);

    /// <exception cref="InvalidInputException">The row is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancel);
        return (_read += read) <= longest
            ? read
            : throw new InvalidInputException(source, _place, $"expected at most {longest} bytes, found more");
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

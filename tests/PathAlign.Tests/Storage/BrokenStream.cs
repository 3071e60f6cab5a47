namespace PathAlign.Tests.Storage;

/// <summary>A body whose sender goes away after some bytes.</summary>
internal sealed class BrokenStream(long length) : MemoryStream
{
    private long _left = length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0) throw new EndOfStreamException("the sender is gone");
        var read = (int)Math.Min(buffer.Length, _left);
        buffer.Span[..read].Fill(7);
        _left -= read;
        return new(read);
    }
}

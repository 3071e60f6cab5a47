using System.Net;
using System.Net.Http.Headers;

namespace PathAlign.Tests.Feedback;

/// <summary>A body that is sent in part; the rest never comes.</summary>
internal sealed class PausedContent : HttpContent
{
    private readonly byte[] _first;
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PausedContent(byte[] first, string mediaType)
    {
        _first = first;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Done when the first part is on its way.</summary>
    internal Task Sent => _sent.Task;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_first, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _sent.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

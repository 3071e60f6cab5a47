using System.IO.Pipelines;
using System.Text.Json;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// The ratings of an import on their way into one object, while the file is still being read. Nothing refers to the
/// object before the import is committed.
/// </summary>
internal sealed class StagedImport : IAsyncDisposable
{
    /// <summary>The object kind of imports.</summary>
    internal const string Kind = "imports";

    private const string Extension = "jsonl";
    private readonly Pipe _pipe = new();
    private readonly Task<string> _stored;
    private bool _complete;

    internal StagedImport(IObjectStore objects, CancellationToken cancel) => _stored = StoreAsync(objects, cancel);

    internal async Task AddAsync(StoredRating rating, CancellationToken cancel)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(rating, JsonSerializerOptions.Web), (byte)'\n'];
        if ((await _pipe.Writer.WriteAsync(line, cancel)).IsCompleted) await _stored;   // the store failed: says how
    }

    /// <summary>The key of the object with all ratings.</summary>
    internal async Task<string> CompleteAsync()
    {
        _complete = true;
        await _pipe.Writer.CompleteAsync();
        return await _stored;
    }

    /// <summary>Without a call of <see cref="CompleteAsync"/> nothing is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_complete) return;
        await _pipe.Writer.CompleteAsync(new OperationCanceledException("the import was not completed"));
        await ((Task)_stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<string> StoreAsync(IObjectStore objects, CancellationToken cancel)
    {
        try
        {
            return await objects.PutStreamAsync(Kind, Extension, _pipe.Reader.AsStream(leaveOpen: true), null, cancel);
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();   // a writer that waits goes on
        }
    }
}

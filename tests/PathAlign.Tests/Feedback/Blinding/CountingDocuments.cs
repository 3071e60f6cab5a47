using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// Counts reads and writes: what an answer costs. Tests measure this instead of time, which depends on the machine.
/// </summary>
internal sealed class CountingDocuments(IDocumentStore store) : IDocumentStore
{
    private int _reads, _writes;

    /// <summary>The calls since the last time that they were taken.</summary>
    internal (int Reads, int Writes) Take() =>
        (Interlocked.Exchange(ref _reads, 0), Interlocked.Exchange(ref _writes, 0));

    public Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default) =>
        store.EnsureAsync(collection, cancel);

    public Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        return store.InsertAsync(collection, id, json, cancel);
    }

    public Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _reads);
        return store.GetAsync(collection, id, cancel);
    }

    public Task<Document?> ReplaceAsync(
        string collection, Document read, string json, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        return store.ReplaceAsync(collection, read, json, cancel);
    }

    public Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _writes);
        return store.DeleteAsync(collection, read, cancel);
    }

    public Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default) =>
        store.CollectionsAsync(cancel);

    public Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _reads);
        return store.QueryAsync(collection, query, cancel);
    }

    public Task<long> CountAsync(
        string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default)
    {
        Interlocked.Increment(ref _reads);
        return store.CountAsync(collection, conditions, cancel);
    }
}

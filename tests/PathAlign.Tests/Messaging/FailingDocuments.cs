using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Messaging;

/// <summary>A store that can be away.</summary>
internal sealed class FailingDocuments(IDocumentStore inner) : IDocumentStore
{
    private int _refused;

    internal bool Down { get; set; }

    /// <summary>What a call throws while the store is away.</summary>
    internal Func<Exception> Reason { get; init; } = () => new IOException("the database is away");

    internal int Refused => _refused;

    public Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default) =>
        Up().EnsureAsync(collection, cancel);

    public Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default) =>
        Up().InsertAsync(collection, id, json, cancel);

    public Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default) =>
        Up().GetAsync(collection, id, cancel);

    public Task<Document?> ReplaceAsync(
        string collection,
        Document read,
        string json,
        CancellationToken cancel = default) => Up().ReplaceAsync(collection, read, json, cancel);

    public Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default) =>
        Up().DeleteAsync(collection, read, cancel);

    public Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default) =>
        Up().CollectionsAsync(cancel);

    public Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default) =>
        Up().QueryAsync(collection, query, cancel);

    public Task<long> CountAsync(
        string collection,
        IReadOnlyList<Condition> conditions,
        CancellationToken cancel = default) => Up().CountAsync(collection, conditions, cancel);

    private IDocumentStore Up()
    {
        if (!Down) return inner;
        Interlocked.Increment(ref _refused);
        throw Reason();
    }
}

namespace PathAlign.Storage.Documents;

/// <summary>
/// Stores metadata as JSON documents. Delivery relies on three operations: an insert that succeeds once per key, a
/// replace that succeeds only on the version that was read, and queries by indexed fields. A body is the text of a JSON
/// object and is returned unchanged. A field holds values of one type across a collection. Null counts as missing; a
/// missing field meets no condition and comes first in an order. Invalid names and cursors of another query throw <see
/// cref="ArgumentException"/>. An unavailable store, or one with a full disk, throws <see
/// cref="StoreUnavailableException"/>; a store that rejects the request throws <see cref="StoreRefusedException"/>.
/// </summary>
public interface IDocumentStore
{
    /// <summary>
    /// Creates the collection and its indexes if they are missing. Every user of the collection calls it at start.
    /// </summary>
    Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default);

    /// <summary>
    /// Stores a document as version 1. Returns false and stores nothing if its id or a unique value is taken.
    /// </summary>
    Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default);

    /// <summary>The document with this id, or null.</summary>
    Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default);

    /// <summary>
    /// Replaces the body of the version that was read; the result has the next version. Returns null and stores nothing
    /// if another writer replaced it first.
    /// </summary>
    /// <exception cref="InvalidOperationException">A unique value is taken; nothing is stored.</exception>
    Task<Document?> ReplaceAsync(string collection, Document read, string json, CancellationToken cancel = default);

    /// <summary>
    /// Removes the version that was read. Returns false and removes nothing if another writer replaced or removed it
    /// first.
    /// </summary>
    Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default);

    /// <summary>
    /// Documents that meet all conditions, in order of the query's field and then the id, one page at a time.
    /// </summary>
    Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default);

    /// <summary>The number of documents that meet all conditions.</summary>
    Task<long> CountAsync(string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default);

    /// <summary>The names of all collections, whoever created them, in ordinal order.</summary>
    Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default);

    /// <summary>
    /// Overwrites what was deleted or replaced before in the files of the store, as far as it has them in its hands:
    /// the logs of a server age out by themselves. It takes time and is only for the end of an erasure.
    /// </summary>
    Task ForgetAsync(CancellationToken cancel = default) => Task.CompletedTask;
}

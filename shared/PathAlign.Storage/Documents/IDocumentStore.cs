namespace PathAlign.Storage.Documents;

/// <summary>
/// Metadata as JSON documents. Every promise of the delivery contract stands on three of its operations: an insert that
/// succeeds once under a key, a replace that succeeds only on the version that was read, and queries by indexed fields.
/// A body is the text of a JSON object and comes back as it was. A field holds values of one type across a collection;
/// null counts as missing, and a missing field meets no condition and comes first in an order. Names that break their
/// pattern, and cursors of another query, throw <see cref="ArgumentException"/>. A store that is away, or whose disk is
/// full, throws <see cref="StoreUnavailableException"/>, one that refuses to serve <see cref="StoreRefusedException"/>.
/// </summary>
public interface IDocumentStore
{
    /// <summary>
    /// Creates the collection and its indexes where they are missing. Called at start, by every user of the collection.
    /// </summary>
    Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default);

    /// <summary>
    /// Stores a document at version 1. False, and nothing stored, when its id or a unique index is taken.
    /// </summary>
    Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default);

    /// <summary>The document of that id, or null.</summary>
    Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default);

    /// <summary>
    /// Puts a new body in the place of the version that was read; the result has the next version. Null, and nothing
    /// stored, when another writer came first.
    /// </summary>
    /// <exception cref="InvalidOperationException">A unique index is taken; nothing is stored.</exception>
    Task<Document?> ReplaceAsync(string collection, Document read, string json, CancellationToken cancel = default);

    /// <summary>
    /// Documents that meet all conditions, in order of the query's field and then the id, one page at a time.
    /// </summary>
    Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default);

    /// <summary>How many documents meet all conditions.</summary>
    Task<long> CountAsync(string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default);
}

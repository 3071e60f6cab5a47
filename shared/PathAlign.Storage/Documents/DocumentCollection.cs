using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PathAlign.Storage.Documents;

/// <summary>
/// A collection whose documents hold records of one type. It creates the collection before its first use. Only here are
/// writes repeated after a conflict with another writer, and lists read page after page.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="store">The store of the documents.</param>
/// <param name="spec">The collection and its indexes.</param>
/// <param name="json">The JSON options of records; default: camel case without nulls.</param>
public sealed class DocumentCollection<T>(
    IDocumentStore store, CollectionSpec spec, JsonSerializerOptions? json = null)
    where T : class
{
    private const int PageSize = 1000;

    private static readonly JsonSerializerOptions CamelCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly JsonSerializerOptions _json = json ?? CamelCase;
    private volatile bool _ready;

    /// <summary>The same documents as another record, for example one with fewer fields.</summary>
    public DocumentCollection<TOther> As<TOther>()
        where TOther : class => new(store, spec, _json);

    /// <summary>Creates the collection and its indexes if they are missing.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancel)
    {
        if (_ready) return;
        await store.EnsureAsync(spec, cancel).ConfigureAwait(false);
        _ready = true;
    }

    /// <summary>The record with this id, or null.</summary>
    public async Task<T?> GetAsync(string id, CancellationToken cancel) =>
        (await ReadAsync(id, cancel).ConfigureAwait(false))?.Value;

    /// <summary>The document with this id, or null.</summary>
    public async Task<Stored<T>?> ReadAsync(string id, CancellationToken cancel) =>
        await FindAsync(id, cancel).ConfigureAwait(false) is { } found ? Read(found) : null;

    /// <summary>Whether a document with this id exists.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancel) =>
        await FindAsync(id, cancel).ConfigureAwait(false) is not null;

    /// <summary>
    /// Stores a record as a new document. Returns false and stores nothing if its id or a unique value is taken.
    /// </summary>
    public async Task<bool> AddAsync(string id, T value, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.InsertAsync(spec.Name, id, Body(value), cancel).ConfigureAwait(false);
    }

    /// <summary>The document that <see cref="AddAsync"/> stores.</summary>
    public Stored<T> Added(string id, T value) => new(new(id, 1, Body(value)), value);

    /// <summary>
    /// Replaces a document by the result of <paramref name="change"/>. After a conflict with another writer, it applies
    /// the change again to the newest version. Returns the stored record; null if there is no document or the change
    /// returns null, which means that nothing changes.
    /// </summary>
    public async Task<T?> UpdateAsync(string id, Func<T, T?> change, CancellationToken cancel) =>
        await ReadAsync(id, cancel).ConfigureAwait(false) is { } read
            ? await UpdateAsync(read, change, cancel).ConfigureAwait(false)
            : null;

    /// <summary>
    /// The same for a document that was read before. It is read again only after a conflict with another writer.
    /// </summary>
    public async Task<T?> UpdateAsync(Stored<T> read, Func<T, T?> change, CancellationToken cancel)
    {
        for (var last = read; last is not null; last = await ReadAsync(read.Id, cancel).ConfigureAwait(false))
        {
            if (change(last.Value) is not { } changed) return null;
            if (await ReplaceAsync(last, changed, cancel).ConfigureAwait(false) is not null) return changed;
        }
        return null;
    }

    /// <summary>
    /// Stores the result of <paramref name="change"/>, which gets the existing record, or null if there is none.
    /// Returns the stored record; null if the change returns null. Not for collections with unique indexes.
    /// </summary>
    public async Task<T?> PutAsync(string id, Func<T?, T?> change, CancellationToken cancel)
    {
        while (true)
        {
            if (await ReadAsync(id, cancel).ConfigureAwait(false) is { } read)
                return await UpdateAsync(read, change, cancel).ConfigureAwait(false);
            if (change(null) is not { } first) return null;
            if (await AddAsync(id, first, cancel).ConfigureAwait(false)) return first;
        }
    }

    /// <summary>
    /// Replaces the version that was read. Returns null and stores nothing if another writer replaced it first.
    /// </summary>
    public async Task<Stored<T>?> ReplaceAsync(Stored<T> read, T value, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.ReplaceAsync(spec.Name, read.Document, Body(value), cancel)
            .ConfigureAwait(false) is { } stored
            ? new(stored, value)
            : null;
    }

    /// <summary>
    /// Removes the version that was read. Returns false and removes nothing if another writer replaced or removed it
    /// first.
    /// </summary>
    public async Task<bool> DeleteAsync(Stored<T> read, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.DeleteAsync(spec.Name, read.Document, cancel).ConfigureAwait(false);
    }

    /// <summary>All documents that meet the conditions, page after page.</summary>
    public async IAsyncEnumerable<Stored<T>> AllAsync(
        IReadOnlyList<Condition> conditions, string? orderBy, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await PageAsync(new(conditions, orderBy, PageSize: PageSize, After: after), cancel)
                .ConfigureAwait(false);
            foreach (var document in page.Documents) yield return document;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>The first document that meets the conditions, or null.</summary>
    public async Task<Stored<T>?> FirstAsync(
        IReadOnlyList<Condition> conditions, CancellationToken cancel, string? orderBy = null, bool descending = false)
    {
        var page = await PageAsync(new(conditions, orderBy, descending, PageSize: 1), cancel).ConfigureAwait(false);
        return page.Documents is [var first] ? first : null;
    }

    /// <summary>One page, and the cursor of the next.</summary>
    /// <exception cref="InvalidCursorException">The cursor does not belong to this query.</exception>
    public async Task<StoredPage<T>> PageAsync(DocumentQuery query, CancellationToken cancel)
    {
        var page = await QueryAsync(query, cancel).ConfigureAwait(false);
        return new([.. page.Documents.Select(Read)], page.Next);
    }

    /// <summary>Whether a document meets the conditions.</summary>
    public async Task<bool> AnyAsync(IReadOnlyList<Condition> conditions, CancellationToken cancel) =>
        (await QueryAsync(new(conditions, PageSize: 1), cancel).ConfigureAwait(false)).Documents.Count > 0;

    /// <summary>The number of documents that meet the conditions.</summary>
    public async Task<long> CountAsync(IReadOnlyList<Condition> conditions, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.CountAsync(spec.Name, conditions, cancel).ConfigureAwait(false);
    }

    private async Task<Document?> FindAsync(string id, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.GetAsync(spec.Name, id, cancel).ConfigureAwait(false);
    }

    private async Task<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.QueryAsync(spec.Name, query, cancel).ConfigureAwait(false);
    }

    private Stored<T> Read(Document document) =>
        new(
            document,
            JsonSerializer.Deserialize<T>(document.Json, _json)
                ?? throw new JsonException($"document '{document.Id}': expected a {typeof(T).Name}, found null"));

    private string Body(T value) => JsonSerializer.Serialize(value, _json);
}

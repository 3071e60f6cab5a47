using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PathAlign.Storage.Documents;

/// <summary>
/// A collection whose documents hold records of one type. It creates the collection before its first use, and it is
/// the one place that repeats a write when another writer came first, and that reads page after page.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="store">Where the documents are.</param>
/// <param name="spec">The collection and its indexes.</param>
/// <param name="json">How records are written; camel case without nulls if left out.</param>
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

    /// <summary>The same documents, read as another record: fewer fields of them, for example.</summary>
    public DocumentCollection<TOther> As<TOther>()
        where TOther : class => new(store, spec, _json);

    /// <summary>Creates the collection and its indexes where they are missing.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancel)
    {
        if (_ready) return;
        await store.EnsureAsync(spec, cancel).ConfigureAwait(false);
        _ready = true;
    }

    /// <summary>The record of that id, or null.</summary>
    public async Task<T?> GetAsync(string id, CancellationToken cancel) =>
        (await ReadAsync(id, cancel).ConfigureAwait(false))?.Value;

    /// <summary>The document of that id, or null.</summary>
    public async Task<Stored<T>?> ReadAsync(string id, CancellationToken cancel) =>
        await FindAsync(id, cancel).ConfigureAwait(false) is { } found ? Read(found) : null;

    /// <summary>Whether there is a document of that id.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancel) =>
        await FindAsync(id, cancel).ConfigureAwait(false) is not null;

    /// <summary>
    /// Stores a record as a new document. False, and nothing stored, when its id or a unique index is taken.
    /// </summary>
    public async Task<bool> AddAsync(string id, T value, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.InsertAsync(spec.Name, id, Body(value), cancel).ConfigureAwait(false);
    }

    /// <summary>The document that <see cref="AddAsync"/> stores.</summary>
    public Stored<T> Added(string id, T value) => new(new(id, 1, Body(value)), value);

    /// <summary>
    /// Replaces a document by what <paramref name="change"/> makes of it, again on the newest version when another
    /// writer came first. The stored record; null when there is no document or the change says null, that there is
    /// nothing to do.
    /// </summary>
    public async Task<T?> UpdateAsync(string id, Func<T, T?> change, CancellationToken cancel) =>
        await ReadAsync(id, cancel).ConfigureAwait(false) is { } read
            ? await UpdateAsync(read, change, cancel).ConfigureAwait(false)
            : null;

    /// <summary>
    /// The same for a document that has been read before: it is read again only when another writer came in between.
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
    /// Stores what <paramref name="change"/> makes of a document, or of null while there is none. The stored record;
    /// null when the change says that there is nothing to do. Not for collections with unique indexes.
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
    /// Puts a record in the place of the version that was read. Null, and nothing stored, when another writer came
    /// first.
    /// </summary>
    public async Task<Stored<T>?> ReplaceAsync(Stored<T> read, T value, CancellationToken cancel)
    {
        await EnsureAsync(cancel).ConfigureAwait(false);
        return await store.ReplaceAsync(spec.Name, read.Document, Body(value), cancel)
            .ConfigureAwait(false) is { } stored
            ? new(stored, value)
            : null;
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

    /// <summary>One page, and where the next begins.</summary>
    /// <exception cref="InvalidCursorException">The cursor is none of this query.</exception>
    public async Task<StoredPage<T>> PageAsync(DocumentQuery query, CancellationToken cancel)
    {
        var page = await QueryAsync(query, cancel).ConfigureAwait(false);
        return new([.. page.Documents.Select(Read)], page.Next);
    }

    /// <summary>Whether a document meets the conditions.</summary>
    public async Task<bool> AnyAsync(IReadOnlyList<Condition> conditions, CancellationToken cancel) =>
        (await QueryAsync(new(conditions, PageSize: 1), cancel).ConfigureAwait(false)).Documents.Count > 0;

    /// <summary>How many documents meet the conditions.</summary>
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

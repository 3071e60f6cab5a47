using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PathAlign.Storage.Documents;

/// <summary>Documents as records.</summary>
public static class TypedDocuments
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Stores a record as a new document. False, and nothing stored, when its id or a unique index is taken.
    /// </summary>
    public static Task<bool> AddAsync<T>(
        this IDocumentStore store, string collection, string id, T value, CancellationToken cancel)
        where T : class => store.InsertAsync(collection, id, Body(value), cancel);

    /// <summary>The record of that id, or null.</summary>
    public static async Task<T?> ReadAsync<T>(
        this IDocumentStore store, string collection, string id, CancellationToken cancel)
        where T : class => (await store.GetAsync(collection, id, cancel)) is { } document ? Value<T>(document) : null;

    /// <summary>
    /// Replaces a document by what <paramref name="change"/> makes of it, again on the newest version when another
    /// writer came first. The stored value; null when there is no document or the change says null, that there is
    /// nothing to do.
    /// </summary>
    public static async Task<T?> ChangeAsync<T>(
        this IDocumentStore store, string collection, string id, Func<T, T?> change, CancellationToken cancel)
        where T : class =>
            await store.ChangeAsync(collection, await store.GetAsync(collection, id, cancel), change, cancel);

    /// <summary>
    /// The same for a document that has been read before: it is read again only when another writer came in between.
    /// </summary>
    public static async Task<T?> ChangeAsync<T>(
        this IDocumentStore store, string collection, Document? read, Func<T, T?> change, CancellationToken cancel)
        where T : class
    {
        for (
            ; read is not null
                && change(Value<T>(read)) is { } changed; read = await store.GetAsync(collection, read.Id, cancel))
            if (await store.ReplaceAsync(collection, read, Body(changed), cancel) is not null) return changed;
        return null;
    }

    /// <summary>The document that <see cref="AddAsync"/> stores.</summary>
    public static Document Added<T>(string id, T value)
        where T : class => new(id, 1, Body(value));

    /// <summary>All documents that meet the conditions, page after page.</summary>
    public static async IAsyncEnumerable<(string Id, T Value)> AllAsync<T>(
        this IDocumentStore store,
        string collection,
        Condition[] conditions,
        string? orderBy,
        [EnumeratorCancellation] CancellationToken cancel)
        where T : class
    {
        string? after = null;
        do
        {
            var page = await store.QueryAsync(
                collection, new DocumentQuery(conditions, orderBy, PageSize: 1000, After: after), cancel);
            foreach (var document in page.Documents) yield return (document.Id, Value<T>(document));
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>One page, and where the next begins.</summary>
    /// <exception cref="InvalidCursorException">The cursor is none of this query.</exception>
    public static async Task<(IReadOnlyList<T> Values, string? Next)> PageAsync<T>(
        this IDocumentStore store, string collection, DocumentQuery query, CancellationToken cancel)
        where T : class
    {
        var page = await store.QueryAsync(collection, query, cancel);
        return ([.. page.Documents.Select(Value<T>)], page.Next);
    }

    /// <summary>The record that a document holds.</summary>
    /// <exception cref="JsonException">It holds none of that type.</exception>
    public static T Value<T>(this Document document) =>
        JsonSerializer.Deserialize<T>(document.Json, Options)
            ?? throw new JsonException($"document '{document.Id}': expected a {typeof(T).Name}, found null");

    private static string Body<T>(T value) => JsonSerializer.Serialize(value, Options);
}

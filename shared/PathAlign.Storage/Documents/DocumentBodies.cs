using System.Text.Json.Nodes;

namespace PathAlign.Storage.Documents;

/// <summary>Writes bodies that are JSON objects.</summary>
public static class DocumentBodies
{
    /// <inheritdoc cref="IDocumentStore.InsertAsync"/>
    public static Task<bool> InsertAsync(
        this IDocumentStore store, string collection, string id, JsonObject body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(body);
        return store.InsertAsync(collection, id, body.ToJsonString(), cancel);
    }

    /// <inheritdoc cref="IDocumentStore.ReplaceAsync"/>
    public static Task<Document?> ReplaceAsync(
        this IDocumentStore store,
        string collection,
        Document read,
        JsonObject body,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(body);
        return store.ReplaceAsync(collection, read, body.ToJsonString(), cancel);
    }
}

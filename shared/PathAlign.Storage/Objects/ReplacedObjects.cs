using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Objects;

/// <summary>
/// An object store in which an object can be replaced by another one, when a person is erased: keys are derived from
/// content and stand in events, jobs and reports, so the old key has to stay readable. A read of a key whose object is
/// gone returns its successor, which is checked against its own key.
/// </summary>
public sealed class ReplacedObjects(IObjectStore store, IDocumentStore documents) : IObjectStore, IObjectInventory
{
    /// <summary>The collection of the successors, by the key that they replace.</summary>
    public const string Collection = "replaced-objects";

    /// <summary>Whether an object is a text. Only texts are ever replaced.</summary>
    public static bool IsText(string key) => Path.GetExtension(key) is ".json" or ".jsonl" or ".html";

    private readonly DocumentCollection<Successor> _successors = new(documents, new(Collection));

    /// <inheritdoc/>
    public bool IsServed => store.IsServed;

    private IObjectInventory Inventory =>
        store as IObjectInventory
            ?? throw new NotSupportedException($"expected a store that lists and removes objects, found {store}");

    /// <summary>The key of the object that replaces this one; null if none does.</summary>
    public async Task<string?> SuccessorAsync(string key, CancellationToken cancel = default) =>
        (await _successors.GetAsync(ObjectKey.Check(key), cancel).ConfigureAwait(false))?.Key;

    /// <summary>
    /// Stores other content of the same kind in place of an object and removes that. Safe to repeat; at every moment a
    /// read returns one of the two. Returns whether the content differs.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="path">A file with the content that replaces it.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<bool> ReplaceAsync(string key, string path, CancellationToken cancel = default)
    {
        var parts = ObjectKey.Check(key).Split('/', '.');
        var successor = await store.PutFileAsync(parts[0], parts[^1], path, cancel).ConfigureAwait(false);
        if (successor == key) return false;
        await _successors.PutAsync(key, _ => new Successor(successor), cancel).ConfigureAwait(false);
        await Inventory.DeleteAsync(key, null, cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>The key under which the content is that a read of this key returns.</summary>
    public async Task<string> HeldUnderAsync(string key, CancellationToken cancel = default)
    {
        while (
            !await store.ExistsAsync(key, cancel).ConfigureAwait(false)
                && await SuccessorAsync(key, cancel).ConfigureAwait(false) is { } successor)
            key = successor;
        return key;
    }

    /// <inheritdoc/>
    public Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        store.PutAsync(kind, extension, content, cancel);

    /// <inheritdoc/>
    public Task<string> PutFileAsync(string kind, string extension, string path, CancellationToken cancel = default) =>
        store.PutFileAsync(kind, extension, path, cancel);

    /// <inheritdoc/>
    public Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default) => store.PutStreamAsync(kind, extension, content, named, cancel);

    /// <inheritdoc/>
    public Task<byte[]> GetAsync(string key, CancellationToken cancel = default) =>
        ReadAsync(key, held => store.GetAsync(held, cancel), cancel);

    /// <inheritdoc/>
    public Task<string> GetFileAsync(string key, CancellationToken cancel = default) =>
        ReadAsync(key, held => store.GetFileAsync(held, cancel), cancel);

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancel = default) =>
        await store.ExistsAsync(key, cancel).ConfigureAwait(false)
            || await SuccessorAsync(key, cancel).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public IAsyncEnumerable<HeldObject> ListAsync(CancellationToken cancel = default) => Inventory.ListAsync(cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default) =>
        Inventory.DeleteAsync(key, putBefore, cancel);

    // Only a read that fails looks for a successor: nearly every object has none.
    private async Task<T> ReadAsync<T>(string key, Func<string, Task<T>> read, CancellationToken cancel)
    {
        while (true)
            try
            {
                return await read(key).ConfigureAwait(false);
            }
            catch (ObjectNotFoundException)
            {
                if (await SuccessorAsync(key, cancel).ConfigureAwait(false) is not { } successor) throw;
                key = successor;
            }
    }

    private sealed record Successor(string Key);
}

using PathAlign.Files;

namespace PathAlign.Storage.Documents;

/// <summary>
/// The version of the documents' form. A version that cannot read what a later one wrote refuses to start, instead of
/// misreading it.
/// </summary>
/// <param name="store">The documents.</param>
public sealed class SchemaVersion(IDocumentStore store)
{
    /// <summary>
    /// The version that this code writes. Raise it with each change that earlier code would misread or overwrite; added
    /// fields are no such change.
    /// </summary>
    public const int Current = 1;

    private const string Id = "documents";
    private readonly DocumentCollection<Stamp> _stamps = new(store, new("schema"));

    /// <summary>The stored version; null before the first start of a version that stores it.</summary>
    public async Task<int?> StoredAsync(CancellationToken cancel) => (await _stamps.GetAsync(Id, cancel))?.Version;

    /// <summary>Stores the version of this code unless it is stored.</summary>
    /// <exception cref="InvalidInputException">A later version wrote the documents.</exception>
    public async Task OpenAsync(CancellationToken cancel)
    {
        if (await StoredAsync(cancel) is > Current and var later)
            throw new InvalidInputException(
                "documents",
                "schema",
                $"expected version {Current} or earlier, found {later}, which a later pathalign wrote; use that one, " +
                    $"or restore the backup that was made before its upgrade");
        await _stamps.PutAsync(
            Id, stored => stored?.Version >= Current ? null : new Stamp(Current), cancel);
    }

    private sealed record Stamp(int Version);
}

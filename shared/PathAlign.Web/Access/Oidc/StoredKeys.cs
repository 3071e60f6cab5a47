using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// The keys that protect a sign-in under way, in the document store: whichever replica the browser comes back to can
/// read what another wrote.
/// </summary>
internal sealed class StoredKeys(IDocumentStore store) : IXmlRepository
{
    // the interface knows no tasks
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => WriteAsync(element).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        await AccessCollections.EnsureAsync(store, CancellationToken.None);
        var keys = new List<XElement>();
        await foreach (
            var (_, key) in store.AllAsync<StoredKey>(AccessCollections.Keys, [], null, CancellationToken.None))
            keys.Add(XElement.Parse(key.Xml));
        return keys;
    }

    private async Task WriteAsync(XElement element)
    {
        await AccessCollections.EnsureAsync(store, CancellationToken.None);
        await store.AddAsync(
            AccessCollections.Keys,
            Guid.NewGuid().ToString("N"),
            new StoredKey(element.ToString(SaveOptions.DisableFormatting)),
            CancellationToken.None);
    }

    private sealed record StoredKey(string Xml);
}

using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Stores the keys that protect a pending sign-in in the document store, so that every replica can read what another
/// one wrote.
/// </summary>
internal sealed class StoredKeys(IDocumentStore store) : IXmlRepository
{
    private readonly DocumentCollection<StoredKey> _keys = new(store, AccessCollections.Keys);

    // the interface is synchronous
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => WriteAsync(element).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        var keys = new List<XElement>();
        await foreach (var (_, key) in _keys.AllAsync([], null, CancellationToken.None))
            keys.Add(XElement.Parse(key.Xml));
        return keys;
    }

    private Task WriteAsync(XElement element) => _keys.AddAsync(
        Guid.NewGuid().ToString("N"),
        new StoredKey(element.ToString(SaveOptions.DisableFormatting)),
        CancellationToken.None);

    private sealed record StoredKey(string Xml);
}

using System.Text;
using System.Text.RegularExpressions;
using PathAlign.Feedback.Ratings;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// Finds the objects that something refers to. It reads keys from every document of every collection and from the JSON
/// objects that these lead to. Plans, ratings and reports are the study itself: they stay, with what they name.
/// Weights are not read: whatever they name is also in a plan or a job. Nor are imports: their lines name only plans.
/// </summary>
internal sealed partial class References(
    IDocumentStore documents, IObjectStore objects, IObjectInventory inventory, ReplacedObjects replaced)
{
    private const string Plans = "plans", Reports = "reports", Orders = "orders", Images = "images",
        Imports = "imports";

    // What they name is a record of the past, not a use.
    private static readonly string[] _notUses = ["audit-log", "webhook-deliveries", ReplacedObjects.Collection];

    /// <summary>All objects in use.</summary>
    /// <param name="released">Rounds, and their sets, whose images are not needed any more.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<KeptObjects> FindAsync(IReadOnlySet<string> released, CancellationToken cancel)
    {
        var kept = new KeptObjects();
        foreach (var collection in (await documents.CollectionsAsync(cancel)).Except(_notUses))
            await ReadAsync(collection, released, kept, cancel);
        await foreach (var held in inventory.ListAsync(cancel))
            if (KindOf(held.Key) is Plans or Reports or FreezeRatings.Kind)
                kept.Keep(held.Key);
        while (kept.Next() is { } key)
            foreach (var named in await NamedByAsync(key, cancel)) kept.Keep(named);
        return kept;
    }

    private async Task ReadAsync(
        string collection, IReadOnlySet<string> released, KeptObjects kept, CancellationToken cancel)
    {
        await foreach (var document in documents.AllAsync(collection, cancel))
        {
            var isReleased = released.Count > 0 && IsOf(released, document);
            foreach (var key in KeysIn(document.Json))
                if (!isReleased || KindOf(key) is Plans or Reports or FreezeRatings.Kind) kept.Keep(key);
                else if (KindOf(key) == Images) kept.Release(key);
                else if (IsText(key)) await KeepWithoutImagesAsync(key, kept, cancel);
                else kept.Keep(key);
        }
    }

    private static bool IsOf(IReadOnlySet<string> released, Document document)
    {
        var fields = DocumentFields.Of(document.Json);
        return released.Contains(document.Id)
            || (fields.GetValueOrDefault("roundId") is string round && released.Contains(round))
            || (fields.GetValueOrDefault("setId") is string set && released.Contains(set));
    }

    private async Task KeepWithoutImagesAsync(string key, KeptObjects kept, CancellationToken cancel)
    {
        kept.KeepAlone(key);
        foreach (var named in await NamedByAsync(key, cancel))
            if (KindOf(named) == Images) kept.Release(named);
            else if (!IsText(named)) kept.Keep(named);
    }

    private async Task<IEnumerable<string>> NamedByAsync(string key, CancellationToken cancel)
    {
        if (!IsText(key)) return [];
        var successor = await replaced.SuccessorAsync(key, cancel);
        var named = await NamedInAsync(key, cancel);
        return successor is null ? named : named.Append(successor);
    }

    private async Task<IEnumerable<string>> NamedInAsync(string key, CancellationToken cancel)
    {
        // An order names the manifest of its images, which the set names too. An import may be larger than memory.
        if (KindOf(key) is Orders or Imports) return [];
        try
        {
            return KeysIn(Encoding.UTF8.GetString(await objects.GetAsync(key, cancel)));
        }
        catch (ObjectNotFoundException)
        {
            return [];   // a document may outlive what it names
        }
    }

    private static IEnumerable<string> KeysIn(string text) =>
        Key().Matches(text).Select(match => match.Value).Where(ObjectKey.IsKey).Distinct();

    private static string KindOf(string key) => key[..key.IndexOf('/')];

    private static bool IsText(string key) =>
        key.EndsWith(".json", StringComparison.Ordinal) || key.EndsWith(".jsonl", StringComparison.Ordinal);

    [GeneratedRegex("[a-z][a-z-]{0,31}/[0-9a-f]{2}/[0-9a-f]{64}\\.[a-z0-9]{1,16}")]
    private static partial Regex Key();
}

using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Erasure;

/// <summary>Replaces a person in all documents that no other step handles.</summary>
internal sealed class ErasedDocuments(IDocumentStore documents)
{
    // Accounts, sessions, the audit log, ratings and presentations have steps of their own.
    private static readonly string[] _others =
    [
        "raters", "sessions", "audit-log", "audit-heads", "audit-keys", "protection-keys", "ratings", "presentations",
    ];

    /// <summary>Replaces the person. Returns the changed documents and those that still mention the name.</summary>
    internal async Task<(int Changed, IReadOnlyList<string> Mentions)> ReplaceAsync(
        Erased person, CancellationToken cancel)
    {
        var (changed, mentions) = (0, new List<string>());
        foreach (var collection in (await documents.CollectionsAsync(cancel)).Except(_others))
            await foreach (var document in documents.AllAsync(collection, cancel))
                if (await ReplaceAsync(collection, document, person, mentions, cancel)) changed++;
        return (changed, mentions);
    }

    private async Task<bool> ReplaceAsync(
        string collection, Document document, Erased person, List<string> mentions, CancellationToken cancel)
    {
        for (var last = document; last is not null; last = await documents.GetAsync(collection, last.Id, cancel))
        {
            var json = person.InJson(last.Json);
            // the erasure itself names the person until it is done
            var mention = $"{collection}/{last.Id}";
            if (collection != FeedbackCollections.ErasuresName && person.IsIn(json)) mentions.Add(mention);
            if (json == last.Json) return false;
            if (await documents.ReplaceAsync(collection, last, json, cancel) is not null) return true;
            mentions.Remove(mention);   // it changed meanwhile
        }
        return false;
    }
}

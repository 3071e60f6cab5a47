using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Erasure;

/// <summary>Removes a person's account and sessions.</summary>
internal sealed class ErasedAccounts(IDocumentStore documents)
{
    private readonly DocumentCollection<Rater> _raters = new(documents, AccessCollections.Raters);
    private readonly DocumentCollection<Session> _sessions = new(documents, AccessCollections.Sessions);

    /// <summary>Keeps the person out from now on, so that nothing new is written.</summary>
    internal Task DisableAsync(string name, CancellationToken cancel) => _raters.UpdateAsync(
        name,
        r => r.Disabled ? null : r with { Disabled = true, Generation = r.Generation + 1 },
        cancel);

    /// <summary>Removes the person's sessions and returns their number.</summary>
    internal async Task<int> EndSessionsAsync(string name, CancellationToken cancel)
    {
        var removed = 0;
        await foreach (var session in _sessions.AllAsync([Condition.Is("rater", name)], null, cancel))
            if (await _sessions.DeleteAsync(session, cancel)) removed++;
        return removed;
    }

    /// <summary>Removes the account and returns the number of removed accounts.</summary>
    internal async Task<int> RemoveAsync(string name, CancellationToken cancel)
    {
        while (await _raters.ReadAsync(name, cancel) is { } account)
            if (await _raters.DeleteAsync(account, cancel)) return 1;
        return 0;
    }
}

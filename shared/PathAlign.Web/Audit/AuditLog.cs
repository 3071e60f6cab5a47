using PathAlign.Storage.Documents;

namespace PathAlign.Web.Audit;

/// <summary>
/// An append-only log of actions. Every entry holds the hash of the previous one, which reveals changed, removed and
/// inserted entries. A copy of the newest hash in another place also reveals a shortened log.
/// </summary>
public sealed class AuditLog(IDocumentStore store, TimeProvider time)
{
    private const string Collection = "audit-log";
    private readonly SemaphoreSlim _writing = new(1, 1);

    internal static CollectionSpec Spec { get; } = new(
        Collection, new IndexSpec("by-number", ["number"], Unique: true));

    /// <summary>Verifies the whole chain.</summary>
    /// <param name="kept">A hash that was once the newest; null for none.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<AuditReport> VerifyAsync(string? kept = null, CancellationToken cancel = default)
    {
        await store.EnsureAsync(Spec, cancel);
        var (count, newest, met) = (0L, AuditEntry.Origin, kept is null);
        await foreach (
            var (id, entry) in store.AllAsync<AuditEntry>(Collection, [], "number", cancel))
        {
            var fault = entry.Number != count
                + 1 ? $"expected number {count + 1}, found {entry.Number}: one is missing or was inserted"
                : entry.Previous != newest ? "expected the hash of the previous entry, found another"
                : entry.Hash != entry.ComputeHash() ? "expected the hash of its content, found another: it was changed"
                : null;
            if (fault is not null) return new AuditReport(count, newest, $"entry {id}: {fault}");
            (count, newest) = (entry.Number, entry.Hash);
            met |= newest == kept;
        }
        return new AuditReport(
            count,
            newest,
            met ? null : $"expected an entry with the hash '{kept}', found none: the log was shortened or replaced");
    }

    /// <summary>Appends an entry. No field may contain a line break.</summary>
    internal async Task AppendAsync(string who, string what, string? subject, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            while (!await TryAppendAsync(who, what, subject, cancel)) { }   // another process was quicker
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<bool> TryAppendAsync(string who, string what, string? subject, CancellationToken cancel)
    {
        var latest = new DocumentQuery([], "number", Descending: true, PageSize: 1);
        var newest = (await store.QueryAsync(Collection, latest, cancel)).Documents;
        var entry = new AuditEntry
        {
            Number = newest is [var last] ? (long)last.Body["number"]! + 1 : 1,
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Who = who,
            What = what,
            Subject = subject,
            Previous = newest is [var before] ? (string)before.Body["hash"]! : AuditEntry.Origin,
        };
        return await store.AddAsync(
            Collection, entry.Id, entry with { Hash = entry.ComputeHash() }, cancel);
    }
}

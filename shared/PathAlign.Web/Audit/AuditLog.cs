using PathAlign.Storage.Documents;

namespace PathAlign.Web.Audit;

/// <summary>
/// An append-only log of actions. Every entry holds the hash of the previous one, which reveals changed, removed and
/// inserted entries. A copy of the newest hash in another place also reveals a shortened log.
/// </summary>
public sealed class AuditLog(IDocumentStore store, TimeProvider time)
{
    private readonly DocumentCollection<AuditEntry> _entries = new(store, Spec);
    private readonly SemaphoreSlim _writing = new(1, 1);

    internal static CollectionSpec Spec { get; } = new(
        "audit-log", new IndexSpec("by-number", ["number"], Unique: true));

    /// <summary>Verifies the whole chain.</summary>
    /// <param name="kept">A hash that was once the newest; null for none.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<AuditReport> VerifyAsync(string? kept = null, CancellationToken cancel = default)
    {
        var (count, newest, met) = (0L, AuditEntry.Origin, kept is null);
        await foreach (var (id, entry) in _entries.AllAsync([], "number", cancel))
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
        var newest = (await _entries.FirstAsync([], cancel, orderBy: "number", descending: true))?.Value;
        var entry = new AuditEntry
        {
            Number = (newest?.Number ?? 0) + 1,
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Who = who,
            What = what,
            Subject = subject,
            Previous = newest?.Hash ?? AuditEntry.Origin,
        };
        return await _entries.AddAsync(entry.Id, entry with { Hash = entry.ComputeHash() }, cancel);
    }
}

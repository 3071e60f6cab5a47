using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PathAlign.Files;
using PathAlign.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.Audit;

/// <summary>
/// An append-only log of actions. Every entry holds the hash of the previous one under a secret key, which reveals
/// changed, removed and inserted entries. The head of the log is stored apart and anchored outside
/// (<see cref="AuditAnchors"/>), which reveals a shortened or replaced log.
/// </summary>
public sealed class AuditLog(
    IDocumentStore store, AuditKeys keys, IOptions<AuditOptions> options, TimeProvider time)
{
    private const string HeadId = "head", Itself = "audit-log";
    private const int SaltBytes = 16;
    private readonly DocumentCollection<AuditEntry> _entries = new(store, Spec);
    private readonly DocumentCollection<AuditHead> _heads = new(store, Heads);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _open;

    internal static CollectionSpec Spec { get; } = new(
        "audit-log", new IndexSpec("by-number", ["number"], Unique: true), new IndexSpec("by-subject", ["subject"]));

    internal static CollectionSpec Heads { get; } = new("audit-heads");

    /// <summary>Verifies the whole chain, its head and its anchors.</summary>
    /// <param name="kept">A hash that was once the newest; null for none.</param>
    /// <param name="anchorFile">The file of the anchors; null for the one in the settings.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">The file of the anchors has another form.</exception>
    public async Task<AuditReport> VerifyAsync(
        string? kept = null, string? anchorFile = null, CancellationToken cancel = default)
    {
        var head = await _heads.GetAsync(HeadId, cancel);   // before the entries, which only become more
        var file = anchorFile ?? options.Value.AnchorFile;
        var anchors = file.Length == 0 ? [] : AnchorFile.Read(file);
        var check = new AuditCheck(keys, kept, [.. anchors.Select(a => new AuditHead(a.Number, a.Hash))], head);
        await foreach (var (id, entry) in _entries.AllAsync([], "number", cancel))
            if (await check.FaultAsync(entry, cancel) is { } fault)
                return new AuditReport(check.Count, check.Newest, $"entry {id}: {fault}");
        return new AuditReport(
            check.Count,
            check.Newest,
            check.FaultAtEnd()
                ?? EarlierKey(check.Last)
                ?? (file.Length == 0 ? null : await MissingAnchorAsync(file, anchors, cancel)));
    }

    /// <summary>A page of entries, the newest first. They are not verified.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="after">The 'next' of the page before; null for the first page.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<AuditPage> PageAsync(int count, string? after, CancellationToken cancel)
    {
        var page = await _entries.PageAsync(new DocumentQuery([], "number", Descending: true, count, after), cancel);
        return new([.. page.Values.Select(AuditLine.Of)], page.Next);
    }

    /// <summary>
    /// Continues a log of an earlier version, or under another key: the entries so far are verified once, and an entry
    /// under the key seals the result.
    /// </summary>
    internal async Task OpenAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await SealAsync(cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Appends an entry. No field may contain a line break.</summary>
    internal Task AppendAsync(string who, string what, string? subject, CancellationToken cancel) =>
        AppendUnlessAsync(who, what, subject, [], cancel);

    /// <summary>
    /// Appends an entry, unless one of these actions on the subject is in the log; also if processes append at the same
    /// moment.
    /// </summary>
    internal async Task AppendUnlessAsync(
        string who, string what, string? subject, IReadOnlyList<string> unless, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await SealAsync(cancel);
            await WriteAsync(who, what, subject, unless, cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The newest entry's number and hash; null if the log is empty.</summary>
    internal async Task<AuditHead?> HeadAsync(CancellationToken cancel) =>
        await NewestAsync(cancel) is { } newest ? new AuditHead(newest.Number, newest.Hash) : null;

    /// <summary>The first entry after a number; null if there is none.</summary>
    internal async Task<AuditEntry?> NextAsync(long number, CancellationToken cancel) =>
        (await _entries.FirstAsync([Condition.Above("number", number)], cancel, orderBy: "number"))?.Value;

    // Opening the log has sealed it with the key of new entries, so a log that ends before that is cut.
    private string? EarlierKey(AuditEntry? last) =>
        _open && last is not null && !keys.IsCurrent(last)
            ? "expected the last entry under the key of new entries, found an earlier one: the last ones were removed"
            : null;

    // Entries wait at most one interval for their anchor, or until the process stops.
    private async Task<string?> MissingAnchorAsync(
        string file, IReadOnlyList<AuditAnchor> anchors, CancellationToken cancel)
    {
        var last = anchors.Select(a => a.Number).DefaultIfEmpty().Max();
        var next = await NextAsync(last, cancel);
        var late = time.GetUtcNow().AddMinutes(-2 * options.Value.AnchorMinutes).ToUnixTimeMilliseconds();
        return next is { } entry && entry.At < late
            ? $"{file}: expected an anchor of entry {entry.Number} or a later one, found none: it was removed, or " +
                "the process was killed before it wrote one"
            : null;
    }

    private async Task SealAsync(CancellationToken cancel)
    {
        if (_open) return;
        var newest = await NewestAsync(cancel);
        if (newest is not null && keys.IsAhead(newest))
            throw new InvalidOperationException(
                $"{AuditOptions.Section}:{nameof(AuditOptions.Key)} or :{nameof(AuditOptions.EarlierKeys)}: expected " +
                    $"the key '{newest.KeyId}' that seals the stored audit log, found none");
        if (newest is not null && !keys.IsCurrent(newest))
        {
            var report = await VerifyAsync(cancel: cancel);
            await WriteAsync(
                Itself,
                report.Fault is null ? "log-sealed" : "log-sealed-with-fault",
                $"{report.Entries}:{report.Newest}",
                [],
                cancel);
        }
        _open = true;
    }

    private async Task WriteAsync(
        string who, string what, string? subject, IReadOnlyList<string> unless, CancellationToken cancel)
    {
        // Looked for after the newest entry: an entry that another process adds meanwhile takes the number of this one.
        for (var written = false; !written;)
        {
            var newest = await NewestAsync(cancel);
            written = await HasAsync(subject, unless, cancel)
                || await TryAppendAsync(newest, who, what, subject, cancel);
        }
    }

    private async Task<bool> HasAsync(string? subject, IReadOnlyList<string> actions, CancellationToken cancel)
    {
        if (subject is null || actions.Count == 0) return false;
        return await _entries.AllAsync([Condition.Is("subject", subject)], null, cancel)
            .AnyAsync(entry => actions.Contains(entry.Value.What), cancel);
    }

    private async Task<bool> TryAppendAsync(
        AuditEntry? newest, string who, string what, string? subject, CancellationToken cancel)
    {
        if (newest is not null && keys.IsAhead(newest))
            throw new StoreUnavailableException(
                $"audit log: another process seals it with the key '{newest.KeyId}', which this one does not have: " +
                    "restart this one with the same settings");
        var key = await keys.CurrentKeyAsync(cancel);
        var entry = new AuditEntry
        {
            Number = (newest?.Number ?? 0) + 1,
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Who = who,
            What = what,
            Subject = subject,
            Previous = newest?.Hash ?? AuditEntry.Origin,
            Seal = keys.Current,
            KeyId = key.Id,
            Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes)),
        };
        entry = entry with { Hash = entry.ComputeHash(key.Bytes) };
        if (!await _entries.AddAsync(entry.Id, entry, cancel)) return false;
        var head = new AuditHead(entry.Number, entry.Hash);
        await _heads.PutAsync(HeadId, there => there?.Number >= head.Number ? null : head, cancel);
        return true;
    }

    private async Task<AuditEntry?> NewestAsync(CancellationToken cancel) =>
        (await _entries.FirstAsync([], cancel, orderBy: "number", descending: true))?.Value;
}

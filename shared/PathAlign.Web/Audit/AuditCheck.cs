namespace PathAlign.Web.Audit;

/// <summary>Follows the chain of entries and names the first fault.</summary>
internal sealed class AuditCheck
{
    private readonly AuditKeys _keys;
    private readonly string? _kept;
    private readonly AuditHead? _head;
    private readonly Dictionary<(AuditSeal, string?), AuditKey?> _known = [];
    private readonly Dictionary<long, string> _anchored = [];
    private readonly ErasureCheck _erasures = new();
    private bool _met;
    private (AuditSeal Seal, int Key) _strength;

    /// <param name="keys">The keys of the seals.</param>
    /// <param name="kept">A hash that was once the newest; null for none.</param>
    /// <param name="anchors">Heads of the log at earlier times, from outside.</param>
    /// <param name="head">The head that is stored beside the log.</param>
    internal AuditCheck(AuditKeys keys, string? kept, IReadOnlyList<AuditHead> anchors, AuditHead? head)
    {
        (_keys, _kept, _met, _head) = (keys, kept, kept is null, head);
        foreach (var anchor in anchors) _anchored[anchor.Number] = anchor.Hash;
        if (head is not null) _anchored.TryAdd(head.Number, head.Hash);
    }

    /// <summary>Number of valid entries so far.</summary>
    internal long Count { get; private set; }

    /// <summary>The last valid entry; null if there is none.</summary>
    internal AuditEntry? Last { get; private set; }

    /// <summary>The hash of the last valid entry.</summary>
    internal string Newest => Last?.Hash ?? AuditEntry.Origin;

    /// <summary>The fault of the next entry; null if it follows.</summary>
    internal async Task<string?> FaultAsync(AuditEntry entry, CancellationToken cancel)
    {
        if (entry.Number != Count + 1)
            return $"expected number {Count + 1}, found {entry.Number}: one is missing or was inserted";
        if (entry.Previous != Newest) return "expected the hash of the previous entry, found another";
        if (entry.Seal < _strength.Seal)
            return $"expected the seal {_strength.Seal} or a stronger one, found {entry.Seal}: it was replaced";
        var key = await KeyAsync(entry.Seal, entry.KeyId, cancel);
        if (key is null && entry.Seal != AuditSeal.None)
            return entry.Seal == AuditSeal.Stored
                ? "expected its key beside the log, found none: it was removed"
                : $"expected its key '{entry.KeyId}' in {AuditOptions.Section}:{nameof(AuditOptions.Key)} or " +
                    $":{nameof(AuditOptions.EarlierKeys)}, found none";
        var strength = (entry.Seal, key?.Number ?? 0);
        if (strength.CompareTo(_strength) < 0)
            return $"expected the key of the entry before or a later one, found '{entry.KeyId}': it was replaced";
        if (
            entry.Erased is [.., var erasure]
                ? !await IsMarkedAsync(entry, erasure, strength, cancel)
                : entry.Hash != entry.ComputeHash(key?.Bytes))
            return "expected the hash of its content under the log's key, found another: it was changed";
        if (_anchored.GetValueOrDefault(entry.Number) is { } hash && hash != entry.Hash)
            return $"expected the anchored hash '{hash}', found '{entry.Hash}': the log was replaced";
        (Count, Last, _strength) = (entry.Number, entry, strength);
        _met |= Newest == _kept;
        _erasures.Add(entry);
        return null;
    }

    /// <summary>The fault after the last entry; null if nothing was cut.</summary>
    internal string? FaultAtEnd()
    {
        if (!_met) return $"expected an entry with the hash '{_kept}', found none: the log was shortened or replaced";
        if (_anchored.Keys.DefaultIfEmpty().Max() is var last && last > Count)
            return $"expected entries up to number {last}, found {Count}: the last ones were removed";
        return _head is null && _strength.Seal > AuditSeal.None
            ? "expected the log's head beside it, found none: it was removed"
            : _erasures.Fault();
    }

    // The entry's own hash is of content that is gone; the mark seals it together with the new content.
    private async Task<bool> IsMarkedAsync(
        AuditEntry entry, AuditErasure erasure, (AuditSeal, int) strength, CancellationToken cancel) =>
        await KeyAsync(erasure.Seal, erasure.KeyId, cancel) is { } key
            && (erasure.Seal, key.Number).CompareTo(strength) >= 0
            && erasure.Mark == entry.ComputeMark(key.Bytes);

    private async Task<AuditKey?> KeyAsync(AuditSeal seal, string? keyId, CancellationToken cancel)
    {
        if (!_known.TryGetValue((seal, keyId), out var key))
            _known[(seal, keyId)] = key = await _keys.FindAsync(seal, keyId, cancel);
        return key;
    }
}

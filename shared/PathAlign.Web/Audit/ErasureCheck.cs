namespace PathAlign.Web.Audit;

/// <summary>Checks that the log itself says from which entries names were erased.</summary>
internal sealed class ErasureCheck
{
    private readonly Dictionary<string, List<string>> _erased = [];
    private readonly Dictionary<string, string> _ended = [];
    private readonly HashSet<string> _started = [];

    internal void Add(AuditEntry entry)
    {
        foreach (var erased in entry.Erased ?? [])
        {
            if (!_erased.TryGetValue(erased.Person, out var marks)) _erased[erased.Person] = marks = [];
            marks.Add(ErasedNames.MarkOf(entry, erased.Person)!);
        }
        if (entry.What == ErasedNames.Started) _started.Add(entry.Subject ?? "");
        if (entry.What == ErasedNames.Ended && entry.Subject?.Split(':', 2) is [var ended, var digest])
            _ended[ended] = digest;
    }

    /// <summary>The first fault; null if there is none. An erasure that is at work has no end yet.</summary>
    internal string? Fault()
    {
        foreach (var person in _erased.Keys.Union(_ended.Keys))
        {
            var digest = ErasedNames.Digest(_erased.GetValueOrDefault(person) ?? []);
            if (_ended.TryGetValue(person, out var said) ? said != digest : !_started.Contains(person))
                return $"expected names erased for '{person}' from the entries that the log says, found others";
        }
        return null;
    }
}

using PathAlign.Contracts;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Erasure;

/// <summary>The erasures that were asked for. What was interrupted is continued.</summary>
public sealed class Erasures
{
    private readonly FeedbackCollections _store;
    private readonly ErasePerson _erase;
    private readonly AuditLog _audit;
    private readonly Turn _turn;

    internal Erasures(FeedbackCollections store, ErasePerson erase, AuditLog audit, Turn turn) =>
        (_store, _erase, _audit, _turn) = (store, erase, audit, turn);

    /// <summary>
    /// Asks for the erasure of a person, registered or only named in ratings, and returns it. A repeat finds the one
    /// that is not done yet. The name is in no entry of the audit log.
    /// </summary>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    public async Task<ErasureRun> RequestAsync(string who, string name, CancellationToken cancel = default)
    {
        if (!NameRule.IsName(name))
            throw new ArgumentException(
                $"erase: expected a name of 1 to 64 lower-case letters, digits and hyphens, got '{name}'");
        await foreach (var (_, there) in _store.Erasures.AllAsync([Condition.Is("done", false)], null, cancel))
            if (there.Name == name) return there;
        var run = new ErasureRun { Name = name, Pseudonym = Erased.NewPseudonym(), Who = who };
        await _audit.AppendAsync(who, ErasedNames.Started, run.Pseudonym, cancel);
        await _store.Erasures.AddAsync(run.Pseudonym, run, cancel);
        return run;
    }

    /// <summary>The erasure with this pseudonym, or null.</summary>
    public Task<ErasureRun?> FindAsync(string pseudonym, CancellationToken cancel = default) =>
        _store.Erasures.GetAsync(pseudonym, cancel);

    /// <summary>Runs a pass of each erasure that is not done, unless another process does.</summary>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        Condition[] open = [Condition.Is("done", false)];
        if (!await _store.Erasures.AnyAsync(open, cancel)) return;
        if (!await _turn.TakeAsync(cancel)) return;
        await foreach (var run in _store.Erasures.AllAsync(open, null, cancel))
        {
            var after = await _erase.RunAsync(run.Value, cancel);
            await _store.Erasures.UpdateAsync(run.Id, _ => after, cancel);
        }
        await _turn.GiveBackAsync(cancel);
    }
}

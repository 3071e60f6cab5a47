using System.Runtime.ExceptionServices;
using PathAlign.Contracts;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Erasure;

/// <summary>The erasures that were asked for. What was interrupted is continued.</summary>
public sealed class Erasures
{
    private static readonly Condition[] _open = [Condition.Is("done", false)];
    private readonly FeedbackCollections _store;
    private readonly IDocumentStore _documents;
    private readonly ErasePerson _erase;
    private readonly AuditLog _audit;
    private readonly Turn _turn;

    internal Erasures(
        FeedbackCollections store, IDocumentStore documents, ErasePerson erase, AuditLog audit, Turn turn) =>
        (_store, _documents, _erase, _audit, _turn) = (store, documents, erase, audit, turn);

    /// <summary>
    /// Asks for the erasure of a person, registered or only named in ratings, and returns it. A repeat finds the one
    /// that is not done yet, without the result of its last pass: another one follows. The name is in no entry of the
    /// audit log.
    /// </summary>
    /// <param name="who">Who asks.</param>
    /// <param name="name">The person's name.</param>
    /// <param name="settle">How long requests that are under way may take; zero if no service runs.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
    public async Task<ErasureRun> RequestAsync(
        string who, string name, TimeSpan settle, CancellationToken cancel = default)
    {
        if (!NameRule.IsName(name))
            throw new ArgumentException(
                $"erase: expected a name of 1 to 64 lower-case letters, digits and hyphens, got '{name}'");
        await foreach (var (id, there) in _store.Erasures.AllAsync(_open, null, cancel))
            if (there.Name == name)
                return await _store.Erasures.UpdateAsync(
                    id,
                    run => run with
                    {
                        WaitsFor = null,
                        Error = null,
                        SettleSeconds = Math.Min(run.SettleSeconds, (int)settle.TotalSeconds),
                    },
                    cancel) ?? there;
        var run = new ErasureRun
        {
            Name = name,
            Pseudonym = Erased.NewPseudonym(),
            Who = who,
            SettleSeconds = (int)settle.TotalSeconds,
        };
        await _audit.AppendAsync(who, ErasedNames.Started, run.Pseudonym, cancel);
        await _store.Erasures.AddAsync(run.Pseudonym, run, cancel);
        return run;
    }

    /// <summary>The erasure with this pseudonym, or null.</summary>
    public Task<ErasureRun?> FindAsync(string pseudonym, CancellationToken cancel = default) =>
        _store.Erasures.GetAsync(pseudonym, cancel);

    /// <summary>The erasures whose last pass failed.</summary>
    internal async Task<IReadOnlyList<ErasureRun>> FailedAsync(CancellationToken cancel) =>
        await _store.Erasures.AllAsync(_open, null, cancel)
            .Select(run => run.Value)
            .Where(run => run.Error is not null)
            .ToListAsync(cancel);

    /// <summary>Runs a pass of each erasure that is not done, unless another process does.</summary>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        if (!await _store.Erasures.AnyAsync(_open, cancel)) return;
        if (!await _turn.TakeAsync(cancel)) return;
        ExceptionDispatchInfo? failed = null;
        await foreach (var run in _store.Erasures.AllAsync(_open, null, cancel))
            failed = await TryAsync(run, cancel) ?? failed;
        await _turn.GiveBackAsync(cancel);
        failed?.Throw();
    }

    /// <summary>Runs a pass and returns why it failed; null if it did not.</summary>
    private async Task<ExceptionDispatchInfo?> TryAsync(Stored<ErasureRun> run, CancellationToken cancel)
    {
        try
        {
            await RunAsync(run, cancel);
            return null;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            await _store.Erasures.UpdateAsync(run.Id, r => r with { Error = error.Message }, cancel);
            // no other erasure may end the move of ratings that this one began
            if (await _store.MovesAsync(cancel) is null) throw;
            return ExceptionDispatchInfo.Capture(error);
        }
    }

    private async Task RunAsync(Stored<ErasureRun> run, CancellationToken cancel)
    {
        var passed = run.Value.Name is null ? run.Value : await _erase.RunAsync(run.Value, cancel);
        passed = passed with { Error = null };
        await _store.Erasures.UpdateAsync(run.Id, _ => passed, cancel);
        if (passed.Name is not null) return;
        await _documents.ForgetAsync(cancel);
        await _store.Erasures.UpdateAsync(run.Id, r => r with { Done = true }, cancel);
    }
}

using Microsoft.Extensions.Options;
using PathAlign.Feedback.Settings;
using PathAlign.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// The sweeps of a cluster: those that operators ask for, and the automatic one. Each is a document that one process at
/// a time works on; if that process dies, another one takes over.
/// </summary>
internal sealed class Sweeps(
    IDocumentStore documents, Sweep sweep, TimeProvider time, IOptions<RetentionOptions> options)
{
    private const string Automatic = "automatic", Retention = "retention";
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);
    private readonly DocumentCollection<SweepRun> _runs = new(
        documents, new("sweeps", new IndexSpec("by-state", ["done"])));
    private readonly string _owner = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    /// <summary>Asks for a sweep and returns its id.</summary>
    internal async Task<string> RequestAsync(string who, bool dryRun, CancellationToken cancel)
    {
        var id = Guid.NewGuid().ToString("N");
        await _runs.AddAsync(id, new SweepRun { Who = who, DryRun = dryRun, Done = false }, cancel);
        return id;
    }

    /// <summary>The sweep with this id; null if there is none.</summary>
    internal Task<SweepRun?> FindAsync(string id, CancellationToken cancel) => _runs.GetAsync(id, cancel);

    /// <summary>Runs the sweeps that were asked for or are due.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        await ScheduleAsync(cancel);
        await foreach (var run in _runs.AllAsync([Condition.Is("done", false)], null, cancel))
            if (await ClaimAsync(run.Id, cancel)) await RunAsync(run, cancel);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task RunAsync(Stored<SweepRun> run, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var held = HoldAsync(run.Id, ended.Token);
        try
        {
            var report = await sweep.RunAsync(run.Value.Who, run.Value.DryRun, () => !held.IsCompleted, cancel);
            await _runs.UpdateAsync(
                run.Id,
                r => r.Owner == _owner ? r with { Done = true, Owner = null, AliveAt = Now, Report = report } : null,
                cancel);
        }
        finally
        {
            await ended.CancelAsync();
            await held;
        }
    }

    /// <summary>
    /// Renews the lease until the sweep ends or another process has it. By time: the search for what is due may take
    /// long before the first removal.
    /// </summary>
    private async Task HoldAsync(string id, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_lease / 5, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended) && await TryRenewAsync(id, ended)) { }
        }
        catch (OperationCanceledException)
        {
            // the sweep ended
        }
    }

    // A new home or cluster has its first sweep after one interval.
    private async Task ScheduleAsync(CancellationToken cancel)
    {
        if (options.Value.IntervalHours == 0) return;
        var due = Now - (long)TimeSpan.FromHours(options.Value.IntervalHours).TotalMilliseconds;
        await _runs.PutAsync(
            Automatic,
            there => there is null
                ? new SweepRun { Who = Retention, DryRun = false, Done = true, AliveAt = Now }
                : there.Done && there.AliveAt <= due ? there with { Done = false, Report = null } : null,
            cancel);
    }

    private async Task<bool> ClaimAsync(string id, CancellationToken cancel) =>
        await _runs.UpdateAsync(
            id,
            r => r.Done || (r.Owner is not null && r.Owner != _owner && IsAlive(r))
                ? null
                : r with { Owner = _owner, AliveAt = Now },
            cancel) is not null;

    private async Task<bool> TryRenewAsync(string id, CancellationToken cancel)
    {
        try
        {
            return await _runs.UpdateAsync(
                id, r => r.Owner == _owner ? r with { AliveAt = Now } : null, cancel) is not null;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return true;   // the next time shows whether another process has it
        }
    }

    private bool IsAlive(SweepRun run) => Math.Abs(Now - run.AliveAt) < (long)_lease.TotalMilliseconds;
}

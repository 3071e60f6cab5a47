using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Settings;
using PathAlign.Messaging.Metrics;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// Removes what is due, or lists it. Every removal stands alone and is refused if the document or object changed, so a
/// sweep can stop anywhere, and two at once are harmless.
/// </summary>
public sealed class Sweep
{
    private const int MostExamples = 5;
    private readonly IReadOnlyList<IRetained> _kinds;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly RetentionOptions _options;
    private readonly ILogger<Sweep> _log;

    internal Sweep(
        IEnumerable<IRetained> kinds,
        AuditLog audit,
        TimeProvider time,
        IOptions<RetentionOptions> options,
        ILogger<Sweep> log) =>
        (_kinds, _audit, _time, _options, _log) = ([.. kinds], audit, time, options.Value, log);

    /// <summary>Sweeps once.</summary>
    /// <param name="who">Who wants it, for the audit log.</param>
    /// <param name="dryRun">Whether to list only.</param>
    /// <param name="mayGoOn">Asked before each removal; null for always.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<SweepReport> RunAsync(
        string who, bool dryRun, Func<bool>? mayGoOn = null, CancellationToken cancel = default)
    {
        var limits = new RetentionLimits(_options, _time.GetUtcNow());
        var (found, started) = (new Dictionary<RetentionRule, Tally>(), false);
        foreach (var kind in _kinds)
            await foreach (var due in kind.FindAsync(limits, cancel))
            {
                if (mayGoOn is not null && !mayGoOn()) return await EndAsync(who, dryRun, started, found, cancel);
                if (!dryRun && !started) await _audit.AppendAsync(who, "sweep-started", null, cancel);
                started = !dryRun;
                if (dryRun || await due.RemoveAsync(cancel)) Count(found, due, dryRun);
            }
        return await EndAsync(who, dryRun, started, found, cancel);
    }

    private static void Count(Dictionary<RetentionRule, Tally> found, Due due, bool dryRun)
    {
        var tally = found.TryGetValue(due.Rule, out var known) ? known : found[due.Rule] = new Tally();
        tally.Count++;
        tally.Bytes += due.Bytes;
        if (tally.Examples.Count < MostExamples) tally.Examples.Add($"{due.Id}: {due.Why}");
        if (!dryRun) RoundMetrics.Removed(due.Rule.What);
    }

    private async Task<SweepReport> EndAsync(
        string who, bool dryRun, bool started, Dictionary<RetentionRule, Tally> found, CancellationToken cancel)
    {
        var report = new SweepReport(
            [.. found.Select(f => new SweptKind(f.Key.What, f.Value.Count, f.Value.Bytes, f.Value.Examples))]);
        if (!dryRun) _log.Swept(report.Line);
        if (started) await _audit.AppendAsync(who, "sweep-ended", report.Line, cancel);
        return report;
    }

    private sealed class Tally
    {
        internal long Count { get; set; }

        internal long Bytes { get; set; }

        internal List<string> Examples { get; } = [];
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// How much work waits for this process's handlers, looked up every few seconds. The broker's queues do not show it: an
/// event becomes a stored job at once.
/// </summary>
internal sealed class JobGauges(
    IEnumerable<JobRegistration> registrations,
    JobStore jobs,
    TimeProvider clock,
    ILogger<JobGauges> log) : PolledGauges(TimeSpan.FromSeconds(10), clock, log)
{
    private static readonly JobState[] _states = [JobState.Pending, JobState.Running, JobState.Failed];
    private readonly List<string> _queues = [.. registrations.Select(r => r.Queue.Name)];
    private volatile IReadOnlyList<Measurement<long>> _counts = [];
    private volatile IReadOnlyList<Measurement<double>> _ages = [];

    protected override void Create(Meter meter)
    {
        meter.CreateObservableGauge(
            "pathalign.jobs", () => _counts, "{job}", "Jobs that wait, run or are parked, by queue.");
        meter.CreateObservableGauge(
            "pathalign.jobs.oldest",
            () => _ages,
            "s",
            "Age of the oldest job of a queue that waits or runs; 0 when there is none.");
    }

    protected override async Task LookAsync(CancellationToken cancel)
    {
        var (counts, ages) = (new List<Measurement<long>>(), new List<Measurement<double>>());
        foreach (var queue in _queues)
        {
            long? oldest = null;
            foreach (var state in _states)
            {
                var (count, first) = await jobs.CountAsync(queue, state, cancel).ConfigureAwait(false);
                counts.Add(new(count, new("queue", queue), new("state", state.ToString().ToLowerInvariant())));
                if (state != JobState.Failed && first is not null)
                    oldest = Math.Min(oldest ?? long.MaxValue, first.Value);
            }
            ages.Add(
                new(
                    oldest is null ? 0 : Math.Max(0, jobs.Now - oldest.Value) / 1000.0,
                    new KeyValuePair<string, object?>("queue", queue)));
        }
        (_counts, _ages) = (counts, ages);
    }

    protected override void Forget() => (_counts, _ages) = ([], []);
}

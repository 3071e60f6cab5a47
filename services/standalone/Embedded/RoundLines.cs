using System.Globalization;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Prints a line when a stage begins or ends, and from time to time in between; for terminals and logs.
/// </summary>
internal sealed class RoundLines(TextWriter writer, TimeProvider clock) : IRoundDisplay
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (JobState state, long said)> _seen = [];

    public void Say(string text) => writer.WriteLine(text);

    public void RoundStarts(string roundId, int number) => writer.WriteLine($"round {number} ({roundId})");

    public void Show(IReadOnlyList<JobDocument> jobs)
    {
        foreach (var job in jobs.Reverse())
        {
            var now = clock.GetTimestamp();
            var known = _seen.TryGetValue(job.Id, out var last);
            if (
                known
                    && last.state == job.State
                    && (job.State != JobState.Running || clock.GetElapsedTime(last.said, now) < _every))
                continue;
            if (job.State == JobState.Pending) continue;
            _seen[job.Id] = (job.State, now);
            writer.WriteLine(Line(job));
        }
    }

    private static string Line(JobDocument job) => job switch
    {
        { State: JobState.Running, Progress: { } p } => string.Create(CultureInfo.InvariantCulture,
            $"  {job.Stage,-9} {job.Kind} " +
                $"{p.Done}/{p.Total}{(p.Note is null ? "" : $"  {p.Note}")}" +
                $"{(p.SecondsLeft > 0 ? $"  {TimeSpan.FromSeconds(p.SecondsLeft):hh\\:mm\\:ss} left" : "")}"),
        { State: JobState.Running } => $"  {job.Stage,-9} {job.Kind}",
        { State: JobState.Failed } => $"  {job.Stage,-9} {job.Kind} failed: {job.Error}",
        _ => $"  {job.Stage,-9} {job.Kind} {job.State.ToString().ToLowerInvariant()}",
    };
}

using System.Globalization;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Prints a line when a job, a drawing or a scoring begins or ends, and from time to time in between; for terminals
/// and logs.
/// </summary>
internal sealed class RoundLines(TextWriter writer, TimeProvider clock) : IRoundDisplay
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (JobState state, long said)> _seen = [];

    public void Say(string text) => writer.WriteLine(text);

    public void RoundStarts(string roundId, int number) => writer.WriteLine($"round {number} ({roundId})");

    public void Show(IReadOnlyList<JobDocument> jobs)
    {
        if (RoundState.Of(jobs) is not { } round) return;
        foreach (var line in round.Work.Where(IsNews)) writer.WriteLine(Text(line));
    }

    private bool IsNews(RoundWork work)
    {
        var now = clock.GetTimestamp();
        if (
            work.State == JobState.Pending
            || (_seen.TryGetValue(work.Id, out var last)
                && last.state == work.State
                && (work.State != JobState.Running || clock.GetElapsedTime(last.said, now) < _every)))
            return false;
        _seen[work.Id] = (work.State, now);
        return true;
    }

    private static string Text(RoundWork work) => $"  {work.Stage,-9} {work.Kind}" + work switch
    {
        { State: JobState.Running, Progress: { } p } => string.Create(CultureInfo.InvariantCulture,
            $" {p.Done}/{p.Total}{(p.Note is null ? "" : $"  {p.Note}")}" +
                $"{(p.SecondsLeft > 0 ? $"  {TimeSpan.FromSeconds(p.SecondsLeft):hh\\:mm\\:ss} left" : "")}"),
        { State: JobState.Running } => "",
        { State: JobState.Failed } => $" failed: {work.Error}",
        _ => $" {work.State.ToString().ToLowerInvariant()}",
    };
}

namespace PathAlign.Tests.Feedback;

/// <summary>A clock that runs with the machine's and can be put forward.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ahead;

    internal void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
}

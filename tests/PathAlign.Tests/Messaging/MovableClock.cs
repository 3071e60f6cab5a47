namespace PathAlign.Tests.Messaging;

/// <summary>The machine's clock, which a test can put forward. Timers keep to real time.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _aheadTicks;

    internal void PutForward(TimeSpan by) => Interlocked.Add(ref _aheadTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));
}

namespace PathAlign.Tests.Messaging;

/// <summary>The machine's clock, whose time a test can let pass, or which it can put wrong. Timers keep to real time.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _passedTicks, _wrongTicks;

    /// <summary>Time passes.</summary>
    internal void PutForward(TimeSpan by) => Interlocked.Add(ref _passedTicks, by.Ticks);

    /// <summary>The clock on the wall jumps, forward or back; no time passes.</summary>
    internal void Jump(TimeSpan by) => Interlocked.Add(ref _wrongTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _passedTicks) + Interlocked.Read(ref _wrongTicks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => TimeSpan.FromSeconds(base.GetTimestamp() / (double)base.TimestampFrequency).Ticks + Interlocked.Read(ref _passedTicks);
}

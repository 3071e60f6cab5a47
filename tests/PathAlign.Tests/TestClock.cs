using Microsoft.Extensions.Time.Testing;

namespace PathAlign.Tests;

/// <summary>
/// A clock that starts at the machine's time and stands still until a test lets time pass. Unlike
/// <see cref="FakeTimeProvider.AdjustTime"/>, a jump of its wall clock leaves elapsed time as it was.
/// </summary>
internal sealed class TestClock() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(10);
    private long _wrongTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _wrongTicks));

    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;

    /// <summary>The wall clock jumps, forward or back; no time passes and no timer fires.</summary>
    internal void Jump(TimeSpan by) => Interlocked.Add(ref _wrongTicks, by.Ticks);

    /// <summary>Time passes as on the machine until the result is disposed of, so that workers go on.</summary>
    internal IDisposable Run() => System.CreateTimer(_ => Advance(_step), null, _step, _step);
}

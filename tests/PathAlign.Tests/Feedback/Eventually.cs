namespace PathAlign.Tests.Feedback;

/// <summary>Waits on a condition, with a limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    internal static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            if (limit.IsCancellationRequested || !await timer.WaitForNextTickAsync()) throw new TimeoutException($"expected within {Limit.TotalSeconds} s: {what}");
    }
}

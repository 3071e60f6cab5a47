using System.Runtime.CompilerServices;
using Xunit;

namespace PathAlign.Tests;

/// <summary>Waits on a condition, with a limit that only a failing test reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static async Task<T> SeeAsync<T>(
        Func<Task<T?>> look, [CallerArgumentExpression(nameof(look))] string what = "")
        where T : class
    {
        for (var until = DateTime.UtcNow + Limit; DateTime.UtcNow < until; await Task.Delay(10))
            if (await look() is { } seen)
                return seen;
        Assert.Fail($"not seen within {Limit}: {what}");
        return null!;
    }

    /// <summary>Waits until nothing is missing, and shows what was to the end.</summary>
    internal static async Task NothingMissingAsync<T>(Func<IReadOnlyList<T>> missing)
    {
        for (var until = DateTime.UtcNow + Limit; missing().Count > 0 && DateTime.UtcNow < until;)
            await Task.Delay(100);
        Assert.Empty(missing());
    }

    internal static Task TrueAsync(
        Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
            TrueAsync(() => Task.FromResult(condition()), what);

    internal static Task TrueAsync(
        Func<Task<bool>> condition,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
            SeeAsync(async () => await condition() ? "yes" : null, what);
}

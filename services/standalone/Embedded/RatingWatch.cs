using PathAlign.Feedback.Ratings;
using PathAlign.Rounds;

namespace PathAlign.Standalone.Embedded;

/// <summary>Says what a round that waits for raters or reviewers waits for, when that changes.</summary>
internal sealed class RatingWatch(IRoundServices services, IRoundDisplay display, TimeProvider clock)
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(10);
    private long? _looked;
    private string? _said;

    internal async Task LookAsync(RoundState? round, CancellationToken cancel)
    {
        if (round is not { WaitsForRatings: true }) return;
        if (_looked is { } last && clock.GetElapsedTime(last) < _every) return;
        _looked = clock.GetTimestamp();
        if (Waits(await services.RatingsAsync(round.RoundId, cancel)) is not { } waits || waits == _said) return;
        _said = waits;
        display.Say($"  feedback  {waits}");
    }

    /// <summary>What the open sets of a round wait for; null if none is open.</summary>
    internal static string? Waits(RoundProgress? ratings) =>
        ratings?.Sets.Select(set => set.Waits).OfType<string>().ToList() is { Count: > 0 } waits
            ? string.Join(", ", waits)
            : null;
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Rounds;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Operations;

/// <summary>The body that makes an adapter the champion, or goes back to the bare generator.</summary>
internal sealed record ChampionChange
{
    internal const int LongestReason = 500;

    internal static JsonSerializerOptions Json { get; } = SignInRequest.Json;

    /// <summary>The round that brought the adapter; null for the bare generator.</summary>
    public string? RoundId { get; init; }

    /// <summary>Why.</summary>
    [StringLength(LongestReason, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Every champion that a generator has had.</summary>
/// <param name="Champions">The latest first; an entry without an adapter is the bare generator.</param>
public sealed record ChampionHistory(IReadOnlyList<Champion> Champions);

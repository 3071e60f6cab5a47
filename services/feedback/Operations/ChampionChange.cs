using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Rounds;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Operations;

/// <summary>The body of a request that makes an adapter the champion, or returns to the bare generator.</summary>
internal sealed record ChampionChange
{
    internal const int LongestReason = 500;

    internal static JsonSerializerOptions Json { get; } = SignInRequest.Json;

    /// <summary>The round that trained the adapter; null for the bare generator.</summary>
    public string? RoundId { get; init; }

    /// <summary>The reason.</summary>
    [StringLength(LongestReason, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>All champions of a generator.</summary>
/// <param name="Champions">The latest first; an entry without an adapter is the bare generator.</param>
public sealed record ChampionHistory(IReadOnlyList<Champion> Champions);

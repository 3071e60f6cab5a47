using PathAlign.Contracts.Events;

namespace PathAlign.Feedback.Opening;

/// <summary>Images that are to be put up for rating.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="PlanKey">Its plan.</param>
/// <param name="Purpose">What they are rated for.</param>
/// <param name="ImagesKey">The manifest that lists them.</param>
/// <param name="OrderKey">Which of them are to be rated; null for all, or for chance to say.</param>
public sealed record SetToOpen(
    string RoundId, string PlanKey, ImagePurpose Purpose, string ImagesKey, string? OrderKey = null);

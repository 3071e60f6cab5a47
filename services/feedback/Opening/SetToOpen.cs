using PathAlign.Contracts.Events;

namespace PathAlign.Feedback.Opening;

/// <summary>Images to queue for rating.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="PlanKey">Its plan.</param>
/// <param name="Purpose">The purpose of the ratings.</param>
/// <param name="ImagesKey">The manifest that lists them.</param>
/// <param name="OrderKey">The order that names the images to rate; null if all are rated or the choice is
/// random.</param>
public sealed record SetToOpen(
    string RoundId, string PlanKey, ImagePurpose Purpose, string ImagesKey, string? OrderKey = null);

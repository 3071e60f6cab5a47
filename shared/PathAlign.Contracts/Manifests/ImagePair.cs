namespace PathAlign.Contracts.Manifests;

/// <summary>Two images of one class that were judged side by side.</summary>
/// <param name="Id">The id of the pair in ratings.</param>
/// <param name="LeftId">The image on the left.</param>
/// <param name="RightId">The image on the right.</param>
public sealed record ImagePair(string Id, string LeftId, string RightId);

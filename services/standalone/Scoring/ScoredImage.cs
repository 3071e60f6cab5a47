using PathAlign.Import;
using PathAlign.Reward.Scoring;

namespace PathAlign.Standalone.Scoring;

/// <summary>An image with its score.</summary>
/// <param name="Image">The image.</param>
/// <param name="Score">The reward model's score.</param>
/// <param name="Rated">The raters' mean rating, from 0 (implausible) to 1; null if nobody rated it.</param>
/// <param name="Taught">Whether that rating taught the reward model.</param>
internal sealed record ScoredImage(LabelledImage Image, TileScore Score, double? Rated, bool Taught);

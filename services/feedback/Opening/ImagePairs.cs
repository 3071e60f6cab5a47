using PathAlign.Contracts.Manifests;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Opening;

/// <summary>
/// Pairs two images of one class at random, with random sides. No image is in two pairs, so a pair that is held out
/// from the reward model contains no image that the model has seen.
/// </summary>
internal static class ImagePairs
{
    /// <summary>The pairs; a class with an odd number of images leaves one over.</summary>
    internal static IReadOnlyList<(ImageEntry Left, ImageEntry Right)> Of(
        IReadOnlyList<ImageEntry> images, ulong seed) =>
    [
        .. from tissue in images.GroupBy(image => image.Label)
           from pair in tissue.OrderBy(
               image => Fingerprint.Of("pair-order", $"{seed}", image.Id), StringComparer.Ordinal).Chunk(2)
           where pair.Length == 2
           select (pair[0], pair[1]),
    ];

    /// <summary>The id of a pair.</summary>
    internal static string IdOf(string leftId, string rightId) => Fingerprint.Of("pair", leftId, rightId);
}

using PathAlign.Contracts.Manifests;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Opening;

/// <summary>
/// Which images lie side by side: two of one class, by chance, and so is which of them is on the left. No image is in
/// two pairs, so that a pair that is held out from the reward model holds nothing that the model has seen.
/// </summary>
internal static class ImagePairs
{
    /// <summary>The pairs; of a class with an odd number of images one is left over.</summary>
    internal static IReadOnlyList<(ImageEntry Left, ImageEntry Right)> Of(
        IReadOnlyList<ImageEntry> images, ulong seed) =>
    [
        .. from tissue in images.GroupBy(image => image.Label)
           from pair in tissue.OrderBy(
               image => Fingerprint.Of("pair-order", $"{seed}", image.Id), StringComparer.Ordinal).Chunk(2)
           where pair.Length == 2
           select (pair[0], pair[1]),
    ];

    /// <summary>What a pair is stored under.</summary>
    internal static string IdOf(string leftId, string rightId) => Fingerprint.Of("pair", leftId, rightId);
}

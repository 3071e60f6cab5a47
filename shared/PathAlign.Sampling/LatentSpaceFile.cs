using System.Text.Json;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using TorchSharp;

namespace PathAlign.Sampling;

/// <summary>
/// The latent space in a generator's weight file: the autoencoder's tensors under names with a prefix, and shape, mean
/// and deviation in the header. One file is then enough to draw images.
/// </summary>
public static class LatentSpaceFile
{
    private const string Prefix = "autoencoder.", ShapeKey = "autoencoder";
    private const string MeanKey = "latent_mean", DeviationKey = "latent_deviation";

    /// <summary>The header entries of a latent space; none for pixels.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Metadata(LatentSpace? space) => space is null
        ? []
        :
        [
            new(ShapeKey, space.Codec.ToJson()),
            new(MeanKey, JsonSerializer.Serialize(space.Mean)),
            new(DeviationKey, JsonSerializer.Serialize(space.Deviation)),
        ];

    /// <summary>The tensors of a latent space by their names in the file; none for pixels.</summary>
    public static IEnumerable<(string name, torch.Tensor tensor)> Tensors(LatentSpace? space) =>
        space is null ? [] : space.Codec.Network.state_dict().Select(e => (Prefix + e.Key, e.Value));

    /// <summary>The autoencoder's own name of a generator's tensor; null if it is none of the autoencoder.</summary>
    internal static string? InAutoencoder(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;

    /// <summary>
    /// Builds the latent space of the header's shape, without its weights; null if the header has none.
    /// </summary>
    /// <exception cref="ArgumentException">The shape cannot be built, or the figures do not fit it.</exception>
    internal static LatentSpace? Shape(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(ShapeKey, out var shape)) return null;
        var codec = ImageCodecs.FromJson(shape);
        // generators do not train it
        foreach (var parameter in codec.Network.parameters()) parameter.requires_grad = false;
        return new LatentSpace(
            codec,
            Numbers(metadata, MeanKey, codec.LatentChannels, float.NegativeInfinity),
            Numbers(metadata, DeviationKey, codec.LatentChannels, 0));
    }

    private static float[] Numbers(IReadOnlyDictionary<string, string> metadata, string key, int count, float above)
    {
        float[]? numbers;
        try
        {
            numbers = JsonSerializer.Deserialize<float[]>(metadata.GetValueOrDefault(key) ?? "null");
        }
        catch (JsonException)
        {
            numbers = null;
        }
        return numbers?.Length == count && numbers.All(x => float.IsFinite(x) && x > above)
            ? numbers
            : throw new ArgumentException($"{key}: expected {count} finite numbers above {above}");
    }
}

using System.Text.Json;
using PathAlign.Models.Autoencoder;
using TorchSharp;

namespace PathAlign.Sampling;

/// <summary>
/// How a generator's weight file holds the space that it draws in: the autoencoder's tensors beside its own, under
/// names of their own, and shape, mean and deviation in the header. So one file draws images.
/// </summary>
public static class LatentSpaceFile
{
    private const string Prefix = "autoencoder.", ShapeKey = "autoencoder";
    private const string MeanKey = "latent_mean", DeviationKey = "latent_deviation";

    /// <summary>The header's entries for a space; none for pixels.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Metadata(LatentSpace? space) => space is null
        ? []
        :
        [
            new(ShapeKey, space.Codec.ToJson()),
            new(MeanKey, JsonSerializer.Serialize(space.Mean)),
            new(DeviationKey, JsonSerializer.Serialize(space.Deviation)),
        ];

    /// <summary>The space's tensors by their names in the file; none for pixels.</summary>
    public static IEnumerable<(string name, torch.Tensor tensor)> Tensors(LatentSpace? space) =>
        space is null ? [] : space.Codec.Network.state_dict().Select(e => (Prefix + e.Key, e.Value));

    /// <summary>
    /// A space of the header's shape whose weights are yet to be read; null where the header names none.
    /// </summary>
    /// <exception cref="ArgumentException">A shape that cannot be built, or figures that do not fit it.</exception>
    internal static LatentSpace? Shape(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(ShapeKey, out var shape)) return null;
        var codec = ImageCodecs.FromJson(shape);
        // a generator never trains it
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

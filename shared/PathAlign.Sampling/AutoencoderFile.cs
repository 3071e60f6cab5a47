using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Weights;
using TorchSharp;

namespace PathAlign.Sampling;

/// <summary>
/// Reads autoencoders from weight files: the product's own, and public ones of the TAESD family. TAESD files have no
/// header; they name layers by index, or as diffusers does.
/// </summary>
public static class AutoencoderFile
{
    /// <summary>The kind in the header of the product's own files.</summary>
    public const string Kind = "autoencoder";

    /// <summary>Reads an autoencoder.</summary>
    /// <exception cref="InvalidInputException">The file is no autoencoder, or its tensors do not fit its
    /// shape.</exception>
    public static AutoencoderModel Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        try
        {
            var codec = IsTiny(file) ? Tiny(file, path) : Own(file, path);
            foreach (var parameter in codec.Network.parameters()) parameter.requires_grad = false;
            codec.Network.eval();
            return new AutoencoderModel(codec, FileHash.Of(path));
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException(path, "__metadata__", error.Message);
        }
    }

    /// <summary>Writes an autoencoder of the product's own, in half precision.</summary>
    /// <param name="path">The file.</param>
    /// <param name="codec">The autoencoder.</param>
    public static void Write(string path, IImageCodec codec) =>
        SafetensorsWriter.Write(
            path,
            ModelWeights.ExportHalf(codec.Network.state_dict().Select(e => (e.Key, e.Value))),
            new Dictionary<string, string> { ["kind"] = Kind, ["network"] = codec.ToJson() });

    private static IImageCodec Own(SafetensorsFile file, string path)
    {
        var header = new WeightHeader(file, path, "an autoencoder");
        header.RequireKind(Kind);
        var codec = ImageCodecs.FromJson(header.Require("network"));
        ModelWeights.Load(file, path, codec.Network);
        return codec;
    }

    private static bool IsTiny(SafetensorsFile file) =>
        !file.Metadata.ContainsKey("kind")
            && (file.Tensors.ContainsKey("decoder.1.weight") || file.Tensors.ContainsKey("decoder.layers.0.weight"));

    private static TinyAutoencoder Tiny(SafetensorsFile file, string path)
    {
        var fromDiffusers = file.Tensors.ContainsKey("decoder.layers.0.weight");
        var first = file.Tensors[fromDiffusers ? "decoder.layers.0.weight" : "decoder.1.weight"];
        if (first.Shape.Length != 4 || first.Shape[1] is < 1 or > 64)
            throw new InvalidInputException(
                path,
                $"tensor '{first.Name}'",
                $"expected shape [64,C,3,3] of a TAESD autoencoder, found [{string.Join(',', first.Shape)}]");
        var pooled = file.Tensors.Keys.Any(name => name.Contains(".pool.", StringComparison.Ordinal));
        var codec = new TinyAutoencoder((int)first.Shape[1], pooled);
        var tensors = codec.state_dict().Select(e => (fromDiffusers ? InDiffusers(e.Key) : e.Key, e.Value));
        ModelWeights.Load(file, path, tensors, exact: true);
        return codec;
    }

    /// <summary>
    /// The name of a tensor in diffusers, which does not count the decoder's first step, the bound of the latents, as a
    /// layer.
    /// </summary>
    private static string InDiffusers(string name)
    {
        var parts = name.Split('.', 3);
        var place = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return FormattableString.Invariant(
            $"{parts[0]}.layers.{(parts[0] == "decoder" ? place - 1 : place)}.{parts[2]}");
    }
}

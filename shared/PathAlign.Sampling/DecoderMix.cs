using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>
/// Mixes the weights of two decoders of one encoder. If one was trained on from the other, weights in between often
/// keep what each does well (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", section 3).
/// </summary>
public static class DecoderMix
{
    /// <summary>Writes the autoencoder with the mixed decoder, in half precision.</summary>
    /// <param name="firstPath">Weights of an autoencoder that was trained here.</param>
    /// <param name="secondPath">Weights of one that was trained with <c>--decoder-of</c> the first.</param>
    /// <param name="share">The second's share of each weight, from 0 to 1.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="InvalidInputException">A file is damaged, the shapes or the encoders differ, or the autoencoder
    /// is one of the TAESD family.</exception>
    public static void Write(string firstPath, string secondPath, double share, string path)
    {
        using var first = Own(firstPath);
        using var second = Own(secondPath);
        if (first.Codec.ToJson() != second.Codec.ToJson())
            throw new InvalidInputException(
                secondPath, "network", $"expected the shape of '{firstPath}', found another");
        using var noGradients = no_grad();
        var others = second.Codec.Network.state_dict();
        foreach (var (name, weights) in first.Codec.Network.state_dict())
            if (!ConvolutionalAutoencoder.IsOfEncoder(name)) weights.lerp_(others[name], share);
            else if (!weights.eq(others[name]).all().item<bool>())
                throw new InvalidInputException(
                    secondPath,
                    $"tensor '{name}'",
                    $"expected the encoder of '{firstPath}', found another; train with --decoder-of");
        AutoencoderFile.Write(path, first.Codec);
    }

    private static AutoencoderModel Own(string path)
    {
        var model = AutoencoderFile.Read(path);
        if (model.Codec is ConvolutionalAutoencoder) return model;
        model.Dispose();
        throw new InvalidInputException(
            path, "network", "expected an autoencoder that was trained here, found one of the TAESD family");
    }
}

using PathAlign.Models;
using PathAlign.Models.Autoencoder;
using PathAlign.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>The autoencoder that a training goes on from.</summary>
/// <param name="Model">The autoencoder; the training owns it.</param>
/// <param name="DecoderOnly">Whether its encoder stays, so that its latents stay valid.</param>
public sealed record AutoencoderStart(AutoencoderModel Model, bool DecoderOnly)
{
    /// <summary>The recipe, which then names the start and its shape.</summary>
    /// <param name="options">The recipe.</param>
    /// <param name="widens">Whether the recipe's number of latent channels is wanted; else it is the start's.</param>
    /// <exception cref="ArgumentException">The autoencoder is not of the product's own kind.</exception>
    public AutoencoderTrainingOptions Fit(AutoencoderTrainingOptions options, bool widens)
    {
        var shape = Own.Config;
        return options with
        {
            DecoderOfSha256 = DecoderOnly ? Model.Sha256 : null,
            FromSha256 = DecoderOnly ? null : Model.Sha256,
            LatentChannels = widens ? options.LatentChannels : shape.LatentChannels,
            Channels = [.. shape.Channels],
            EncoderBlocks = shape.EncoderBlocks,
            DecoderBlocks = shape.DecoderBlocks,
        };
    }

    private ConvolutionalAutoencoder Own => Model.Codec as ConvolutionalAutoencoder
        ?? throw new ArgumentException(
            "autoencoder: expected one that 'pathalign autoencoder train' wrote, got a " + Model.Codec.GetType().Name);

    /// <summary>The first network of the training.</summary>
    /// <exception cref="ArgumentException">The autoencoder is not of the product's own kind, or has more latent
    /// channels than wanted.</exception>
    internal ConvolutionalAutoencoder Network(AutoencoderTrainingOptions options, torch.Generator random)
    {
        var known = Own;
        if (DecoderOnly) return known;
        if (options.LatentChannels < known.LatentChannels)
            throw new ArgumentException(
                $"--latent-channels: expected at least the {known.LatentChannels} channels of --from, got " +
                    $"{options.LatentChannels}");
        using (Model) return Widened(known, options.LatentChannels, random);
    }

    /// <summary>The parameters that are trained.</summary>
    internal IEnumerable<Parameter> Trained(ConvolutionalAutoencoder network) =>
        DecoderOnly ? network.DecoderParameters : network.parameters();

    private static ConvolutionalAutoencoder Widened(
        ConvolutionalAutoencoder known, int latentChannels, torch.Generator random)
    {
        var network =
            new ConvolutionalAutoencoder(known.Config with { LatentChannels = latentChannels }).Drawn(random);
        using var mode = no_grad();
        var weights = known.state_dict();
        foreach (var (name, weight) in network.state_dict()) WidenedWeights.Copy(weight, weights[name]);
        return network;
    }
}

using PathAlign.Contracts.Datasets;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// What a training takes from a generator that it goes on from: the shape and all weights. A class with the same code
/// keeps what was learned of it; any other begins as one of the generator's further classes. Classes that began alike
/// would part slowly: 600 steps were too few.
/// </summary>
internal static class TransferredWeights
{
    private const string Classes = "class_embedding.weight";

    /// <summary>The recipe with the shape and the noise schedule of the generator.</summary>
    /// <exception cref="ArgumentException">It is not of the kind that this command trains.</exception>
    internal static GeneratorTrainingOptions Fit(GeneratorTrainingOptions options, GeneratorModel from)
    {
        if (from is not { Network: UNet { Config: var shape }, Prediction: Prediction.V })
            throw new ArgumentException(
                "--from: expected a generator of generator train, got one of another kind");
        return options with
        {
            FromSha256 = from.Sha256,
            Channels = [.. shape.Channels],
            BlocksPerLevel = shape.BlocksPerLevel,
            Schedule = from.Schedule.Name,
        };
    }

    /// <exception cref="ArgumentException">The images have fewer channels than the generator's.</exception>
    internal static void RequireChannels(GeneratorModel from, int channels)
    {
        var known = ((UNet)from.Network).Config.InputChannels;
        if (channels < known)
            throw new ArgumentException(
                $"--autoencoder: expected one of at least {known} latent channels, as --from has, got one of " +
                    $"{channels}");
    }

    /// <summary>The shape of the generator, for images and classes of another shape.</summary>
    internal static UNetConfig Shape(UNetConfig wanted, GeneratorModel from)
    {
        RequireChannels(from, wanted.InputChannels);
        return ((UNet)from.Network).Config with
        {
            Size = wanted.Size,
            Classes = wanted.Classes,
            InputChannels = wanted.InputChannels,
            CleanBound = wanted.CleanBound,
            Dropout = wanted.Dropout,
        };
    }

    /// <summary>
    /// Copies the weights into a network of the same shape but for its size and classes. It may have more channels of
    /// latents: the further ones begin as unknown.
    /// </summary>
    /// <param name="network">The network with its first weights.</param>
    /// <param name="from">The generator.</param>
    /// <param name="classes">The network's classes, by label.</param>
    internal static void Copy(UNet network, GeneratorModel from, IReadOnlyList<ImageClass> classes)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var known = from.Network.state_dict();
        foreach (var (name, weight) in network.state_dict())
            WidenedWeights.Copy(
                weight, name == Classes ? known[name].index_select(0, Rows(from, classes)) : known[name]);
    }

    /// <summary>The generator's class for each class, and, last, its no-class for no class.</summary>
    private static Tensor Rows(GeneratorModel from, IReadOnlyList<ImageClass> classes)
    {
        var codes = from.Dataset.Codes.ToList();
        var known = classes.Select(c => codes.IndexOf(c.Code)).ToList();
        var others = Enumerable.Range(0, codes.Count).Except(known).ToList();
        if (others.Count == 0) others = [.. Enumerable.Range(0, codes.Count)];
        var taken = 0;
        var rows = known.Select(row => row >= 0 ? row : others[taken++ % others.Count]).Append(codes.Count);
        return tensor([.. rows.Select(row => (long)row)], device: from.Network.parameters().First().device);
    }
}

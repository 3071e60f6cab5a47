using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Generator;

/// <summary>
/// A network that predicts from noisy images of a class, in pixels or latents. What draws, rates, finetunes and
/// compares images knows generators by this class only.
/// </summary>
/// <param name="name">The network's name.</param>
public abstract class DenoisingNetwork(string name) : Module<Tensor, Tensor, Tensor, Tensor>(name)
{
    /// <summary>Height and width of an image in the network's space.</summary>
    public abstract int Size { get; }

    /// <summary>Channels of an image in the network's space.</summary>
    public abstract int InputChannels { get; }

    /// <summary>Number of classes.</summary>
    public abstract int Classes { get; }

    /// <summary>Largest absolute value of an image; predictions are clamped to it.</summary>
    public abstract double CleanBound { get; }

    /// <summary>The class index that means no class, for guidance.</summary>
    public int NullClass => Classes;

    /// <summary>The guidance to draw with, unless somebody chooses another one.</summary>
    public virtual GuidanceSettings DefaultGuidance => GuidanceSettings.OfClasses;

    /// <summary>Writes the network's shape as JSON, for a weight file's metadata.</summary>
    public abstract string ToJson();

    /// <summary>Whether an adapter changes a weight matrix or a convolution of this name.</summary>
    public abstract bool IsAdapted(string parameter);

    /// <summary>Starts the random numbers of dropout in training; networks without dropout do nothing.</summary>
    public virtual void SeedDropout(long seed)
    {
    }
}

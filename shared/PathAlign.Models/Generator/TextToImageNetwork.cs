using PathAlign.Models.StableDiffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Generator;

/// <summary>
/// A text model and the UNet that it conditions, as one network to train. Its condition is tokens instead of classes.
/// </summary>
public sealed class TextToImageNetwork : DenoisingNetwork
{
    private readonly ClipTextModel text_encoder;
    private readonly ConditionalUNet unet;

    /// <param name="text">The text model.</param>
    /// <param name="network">The network that denoises latents.</param>
    /// <param name="cleanBound">Largest absolute value of a latent.</param>
    /// <exception cref="ArgumentException">The features of the text model are not those that the network takes.
    /// </exception>
    public TextToImageNetwork(ClipTextModel text, ConditionalUNet network, double cleanBound)
        : base(nameof(TextToImageNetwork))
    {
        NetworkShape.Require(
            text.Config.HiddenSize == network.Config.CrossAttentionDim,
            $"cross_attention_dim: expected {text.Config.HiddenSize} as the text's hidden_size, got " +
                $"{network.Config.CrossAttentionDim}");
        (text_encoder, unet, CleanBound) = (text, network, cleanBound);
        RegisterComponents();
    }

    /// <summary>The text model.</summary>
    public ClipTextModel Text => text_encoder;

    /// <summary>The network that denoises latents.</summary>
    public ConditionalUNet UNet => unet;

    /// <inheritdoc/>
    public override int Size => unet.Config.SampleSize;

    /// <inheritdoc/>
    public override int InputChannels => unet.Config.InChannels;

    /// <summary>A text can name any class.</summary>
    public override int Classes => 0;

    /// <inheritdoc/>
    public override double CleanBound { get; }

    /// <inheritdoc/>
    public override string ToJson() => unet.Config.ToJson();

    /// <inheritdoc/>
    public override bool IsAdapted(string parameter) => PromptedUNet.IsProjection(parameter);

    /// <summary>Predicts (B, C, H, W) float32 from noisy latents, in the thread's precision.</summary>
    /// <param name="noisy">(B, C, H, W).</param>
    /// <param name="time">(B) float32, noise time in (0, 1].</param>
    /// <param name="tokens">(B, M) int64.</param>
    public override Tensor forward(Tensor noisy, Tensor time, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(unet.call(noisy, TimeEmbedding.Step(time), text_encoder.call(tokens)));
    }

    /// <summary>The same network with one prompt per class, which shares the weights.</summary>
    /// <param name="tokens">(K + 1, M) int64: the prompts' tokens and, last, those of the empty prompt.</param>
    public PromptedUNet Prompted(Tensor tokens)
    {
        using var mode = no_grad();
        return new PromptedUNet(unet, text_encoder.call(tokens), Size, CleanBound);
    }
}

using PathAlign.Models.StableDiffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Generator;

/// <summary>
/// Stable Diffusion's UNet with one prompt per class, whose text features are computed once. So a round, whose images
/// have classes, can draw from it and finetune it as any other generator.
/// </summary>
public sealed class PromptedUNet : DenoisingNetwork
{
    /// <summary>The family's name in a header.</summary>
    public const string Family = "stable-diffusion";

    private static readonly string[] _adapted = [".to_q.weight", ".to_k.weight", ".to_v.weight", ".to_out.0.weight"];
    private readonly ConditionalUNet unet;
    private readonly Tensor class_text;
    private readonly PromptedShape _shape;

    /// <summary>Builds a network; its weights and prompts are not loaded yet.</summary>
    /// <exception cref="ArgumentException">The shape cannot be built.</exception>
    internal PromptedUNet(PromptedShape shape) : this(
        new ConditionalUNet(shape.Checked().UNet),
        zeros(shape.Classes + 1, shape.Tokens, shape.UNet.CrossAttentionDim),
        shape.UNet.SampleSize,
        shape.CleanBound)
    {
    }

    /// <param name="network">The network; it belongs to this one from now on.</param>
    /// <param name="classText">The features (K + 1, M, E) of each class's prompt and, last, of the empty
    /// prompt.</param>
    /// <param name="size">Height and width of the latents to draw; the network takes any.</param>
    /// <param name="cleanBound">Largest absolute value of a latent.</param>
    public PromptedUNet(ConditionalUNet network, Tensor classText, int size, double cleanBound)
        : base(nameof(PromptedUNet))
    {
        (unet, class_text) = (network, classText);
        _shape = new PromptedShape(
            Family,
            network.Config with { SampleSize = size },
            (int)classText.shape[0] - 1,
            (int)classText.shape[1],
            cleanBound);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int Size => _shape.UNet.SampleSize;

    /// <inheritdoc/>
    public override int InputChannels => _shape.UNet.InChannels;

    /// <inheritdoc/>
    public override int Classes => _shape.Classes;

    /// <inheritdoc/>
    public override double CleanBound => _shape.CleanBound;

    /// <inheritdoc/>
    public override GuidanceSettings DefaultGuidance => GuidanceSettings.OfText;

    /// <inheritdoc cref="ConditionalUNet.Recomputes"/>
    public bool Recomputes
    {
        get => unet.Recomputes;
        set => unet.Recomputes = value;
    }

    /// <inheritdoc/>
    public override string ToJson() => _shape.ToJson();

    /// <summary>
    /// The attention projections, as in Choudhary 2025: 797,184 parameters of rank 4 on Stable Diffusion 1.5.
    /// </summary>
    public override bool IsAdapted(string parameter) => IsProjection(parameter);

    /// <summary>Whether a weight is a projection of an attention.</summary>
    internal static bool IsProjection(string parameter) =>
        _adapted.Any(ending => parameter.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Predicts (B, C, H, W) float32 from noisy latents, in the thread's precision.</summary>
    /// <param name="noisy">(B, C, H, W).</param>
    /// <param name="time">(B) float32, noise time in (0, 1].</param>
    /// <param name="classLabel">(B) int64; <see cref="DenoisingNetwork.NullClass"/> for the empty prompt.</param>
    public override Tensor forward(Tensor noisy, Tensor time, Tensor classLabel)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(unet.call(noisy, TimeEmbedding.Step(time), class_text.index_select(0, classLabel)));
    }
}

using System.Text.Json;
using PathAlign.Models.StableDiffusion;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.Generator;

/// <summary>The shape of a <see cref="PromptedUNet"/>, stored in the metadata of the weight file.</summary>
/// <param name="Family">Marks the JSON as of this family.</param>
/// <param name="UNet">The network that the prompts condition.</param>
/// <param name="Classes">Number of classes, each with a prompt.</param>
/// <param name="Tokens">Number of tokens of a prompt.</param>
/// <param name="CleanBound">Largest absolute value of a latent; predictions are clamped to it.</param>
public sealed record PromptedShape(
    string? Family, ConditionalUNetConfig UNet, int Classes, int Tokens, double CleanBound)
{
    /// <summary>Writes the shape as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Checks that the shape can be built.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal PromptedShape Checked()
    {
        Require(UNet is not null, "UNet: expected the shape of a network, got null");
        Require(Classes is >= 1 and <= 1000, $"Classes: expected 1 to 1000, got {Classes}");
        Require(Tokens is >= 1 and <= 4096, $"Tokens: expected 1 to 4096, got {Tokens}");
        Require(CleanBound is > 0 and <= 1e6, $"CleanBound: expected a number above 0, up to 1e6, got {CleanBound}");
        return this with { UNet = ConditionalUNetConfig.FromJson(UNet!.ToJson()) };
    }
}

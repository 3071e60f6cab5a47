using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts;

namespace PathAlign.Generator.Training.FromText;

/// <summary>
/// How a text-to-image model of Stable Diffusion's shape is trained from scratch. The defaults are the recipe of the
/// shipped model.
/// </summary>
public sealed record TextToImageOptions : GeneratorTrainingOptions
{
    /// <summary>The defaults: a network that two cores can train.</summary>
    public TextToImageOptions()
    {
        (Channels, Steps, LearningRate) = ([64, 128, 192], 6_000, 6e-4);
    }

    /// <summary>Features of a text token.</summary>
    [Setting, Range(8, 1024)]
    public int TextFeatures { get; init; } = 128;

    /// <summary>Layers of the text model.</summary>
    [Setting, Range(1, 24)]
    public int TextLayers { get; init; } = 3;

    /// <summary>The maximum number of tokens of a prompt.</summary>
    [Setting, Range(4, 77)]
    public int Tokens { get; init; } = 32;

    /// <summary>Pairs of symbols that the vocabulary joins; words that the captions repeat become one token.</summary>
    [Setting, Range(0, 48_894)]
    public int Merges { get; init; } = 600;

    /// <summary>0, since networks of Stable Diffusion's shape have no dropout; checkpoints hold it.</summary>
    [Setting, Range(0.0, 0.0, ErrorMessage = "expected 0, since networks of this shape have no dropout.")]
    public override double Dropout { get; init; }

    /// <summary>SHA-256 of the captions; a checkpoint is resumed with the same ones only.</summary>
    public string CaptionsSha256 { get; init; } = "";

    /// <inheritdoc/>
    public override string? FromSha256 { get; init; } = "";   // not null: checkpoints of earlier versions have it so
}

using System.Text.Json;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.Generator;

/// <summary>The shape of a <see cref="UNet"/>, stored in the metadata of the weight file.</summary>
/// <param name="Size">Height and width of an image: pixels of a tile, or positions of a latent.</param>
/// <param name="Classes">Number of classes; index <c>Classes</c> means no class.</param>
/// <param name="Channels">Channels of each level, finest first; each further level halves the resolution.</param>
/// <param name="BlocksPerLevel">Residual blocks per level on the way down; the way up has one more.</param>
/// <param name="AttentionLevels">Levels with self-attention, by index.</param>
/// <param name="HeadChannels">Channels of one attention head.</param>
/// <param name="Dropout">Dropout probability of activations inside residual blocks in training.</param>
/// <param name="InputChannels">Channels of an image: 3 for pixels, more for latents.</param>
/// <param name="CleanBound">Largest absolute value of an image; predictions are clamped to it.</param>
public sealed record UNetConfig(
    int Size = 28,
    int Classes = 9,
    IReadOnlyList<int>? Channels = null,
    int BlocksPerLevel = 1,
    IReadOnlyList<int>? AttentionLevels = null,
    int HeadChannels = 32,
    double Dropout = 0.1,
    int InputChannels = 3,
    double CleanBound = 1)
{
    /// <inheritdoc cref="UNetConfig(int, int, IReadOnlyList{int}?, int, IReadOnlyList{int}?, int, double, int,
    /// double)"/>
    public IReadOnlyList<int> Channels { get; init; } = Channels ?? [32, 64, 128];

    /// <inheritdoc cref="UNetConfig(int, int, IReadOnlyList{int}?, int, IReadOnlyList{int}?, int, double, int,
    /// double)"/>
    public IReadOnlyList<int> AttentionLevels { get; init; } = AttentionLevels ?? [2];

    /// <summary>Writes the shape as JSON, for a weight file's metadata.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads the JSON of <see cref="ToJson"/>.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or no network can have this shape.</exception>
    public static UNetConfig FromJson(string json)
    {
        var config = NetworkShape.Read<UNetConfig>(json, "network");
        if (config is null or { Channels: null } or { AttentionLevels: null })   // JSON can hold null
            throw new ArgumentException("network shape: expected lists of Channels and AttentionLevels, got null");
        config.Validate();
        return config;
    }

    /// <summary>Checks that the shape can be built and fits into memory.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Classes is >= 1 and <= 1000, $"Classes: expected 1 to 1000, got {Classes}");
        Require(Channels.Count is >= 1 and <= 6, $"Channels: expected 1 to 6 levels, got {Channels.Count}");
        Require(
            Channels.All(c => c is >= 8 and <= 1024 && c % 8 == 0),
            $"Channels: expected multiples of 8 up to 1024, got [{string.Join(", ", Channels)}]");
        Require(
            Size is >= 4 and <= 512 && Size % (1 << (Channels.Count - 1)) == 0,
            $"Size: expected a multiple of {1 << (Channels.Count - 1)} up to 512, got {Size}");
        Require(BlocksPerLevel is >= 1 and <= 8, $"BlocksPerLevel: expected 1 to 8, got {BlocksPerLevel}");
        Require(HeadChannels is >= 1 and <= 1024, $"HeadChannels: expected 1 to 1024, got {HeadChannels}");
        Require(
            AttentionLevels.All(level => level >= 0 && level < Channels.Count && Channels[level] % HeadChannels == 0),
            $"AttentionLevels: expected levels below {Channels.Count} with channels that are a multiple of " +
                $"HeadChannels ({HeadChannels}), got [{string.Join(", ", AttentionLevels)}]");
        Require(Dropout is >= 0 and < 1, $"Dropout: expected 0 or more and below 1, got {Dropout}");
        Require(InputChannels is >= 1 and <= 64, $"InputChannels: expected 1 to 64, got {InputChannels}");
        Require(CleanBound is > 0 and <= 1000, $"CleanBound: expected a number above 0, up to 1000, got {CleanBound}");
    }
}

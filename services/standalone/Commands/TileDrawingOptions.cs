using System.CommandLine;
using System.Globalization;
using PathAlign.Models.Generator;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary>The options of drawing tiles of classes.</summary>
internal sealed class TileDrawingOptions
{
    private readonly Option<int> _count;
    private readonly Option<ulong> _seed;
    private readonly Option<int> _steps;
    private readonly Option<double?> _guidance = new("--guidance")
    {
        Description = "Strength of classifier-free guidance; 1 turns it off, higher values stress the class; " +
            $"default: {Default(g => g.Strength)}",
    };
    private readonly Option<double?> _low = new("--guidance-low")
    {
        Description = "Noise time, 0 (an image) to 1 (noise), from which guidance acts; " +
            $"default: {Default(g => g.Low)}",
    };
    private readonly Option<double?> _high = new("--guidance-high")
    {
        Description = $"Noise time up to which guidance acts; default: {Default(g => g.High)}",
    };
    private readonly Option<string> _precision = PrecisionOption.Create();

    /// <param name="count">The default number of tiles of each class.</param>
    /// <param name="steps">The default number of sampling steps.</param>
    /// <param name="seed">The default seed.</param>
    internal TileDrawingOptions(int count, int steps, ulong seed)
    {
        _count = new Option<int>("--count")
        {
            Description = "Tiles of each class",
            DefaultValueFactory = _ => count,
        };
        _seed = new Option<ulong>("--seed")
        {
            Description = "Seed of all noise; the same seed draws the same tiles",
            DefaultValueFactory = _ => seed,
        };
        _steps = new Option<int>("--steps")
        {
            Description = "Sampling steps per tile",
            DefaultValueFactory = _ => steps,
        };
    }

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_count, _seed, _steps, _guidance, _low, _high, _precision])
            command.Add(option);
    }

    /// <summary>The settings for these classes, checked; the network decides how guidance acts by default.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal SamplingOptions Of(
        ParseResult parsed, GeneratorModel generator, IReadOnlyList<int> labels, string? sampler = null)
    {
        var guidance = generator.Network.DefaultGuidance;
        var options = new SamplingOptions
        {
            Labels = labels,
            CountPerClass = parsed.GetValue(_count),
            Seed = parsed.GetValue(_seed),
            Steps = parsed.GetValue(_steps),
            Guidance = parsed.GetValue(_guidance) ?? guidance.Strength,
            GuidanceLow = parsed.GetValue(_low) ?? guidance.Low,
            GuidanceHigh = parsed.GetValue(_high) ?? guidance.High,
            Precision = parsed.GetValue(_precision)!,
        };
        if (sampler is not null) options = options with { Sampler = sampler };
        OptionCheck.Validate(options);
        return options;
    }

    private static string Default(Func<GuidanceSettings, double> value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value(GuidanceSettings.OfClasses)}, for text-to-image models {value(GuidanceSettings.OfText)}");
}

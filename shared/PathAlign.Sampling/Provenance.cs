using System.Globalization;
using PathAlign.Data;
using PathAlign.Models.Diffusion;

namespace PathAlign.Sampling;

/// <summary>What a synthetic tile says of itself in its PNG, so that it can be drawn again and never passes for a real one.</summary>
public static class Provenance
{
    /// <summary>The keyword that marks a tile as synthetic.</summary>
    public const string SyntheticKey = "pathalign:synthetic";

    /// <summary>The text chunks of one tile.</summary>
    public static Dictionary<string, string> Of(GeneratorModel model, SamplingOptions options, int label, long index) => new()
    {
        [SyntheticKey] = "true",
        ["Software"] = $"PathAlign {typeof(Provenance).Assembly.GetName().Version?.ToString(3)}",
        ["pathalign:class"] = TissueClasses.All[label].Code,
        ["pathalign:seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        ["pathalign:index"] = index.ToString(CultureInfo.InvariantCulture),
        ["pathalign:sampler"] = options.Sampler,
        ["pathalign:steps"] = options.Steps.ToString(CultureInfo.InvariantCulture),
        ["pathalign:guidance"] = options.Guidance.ToString("R", CultureInfo.InvariantCulture),
        ["pathalign:guidance-range"] = string.Create(CultureInfo.InvariantCulture, $"{GuidedPredictor.DefaultRange.Low}-{GuidedPredictor.DefaultRange.High}"),
        ["pathalign:base_sha256"] = model.Sha256,
        ["pathalign:adapter_sha256"] = model.AdapterSha256 ?? "none",
    };
}

using System.CommandLine;
using PathAlign.Files;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>--lora</c> and <c>--lora-weight</c>: adapters that are merged into a text-to-image model.</summary>
internal sealed class AdapterOption
{
    private const string BaseKey = "base_sha256";

    private readonly Option<string[]> _files = new("--lora")
    {
        Description = "Adapter (LoRA) of the model: of a round, or in PEFT's, diffusers' or kohya's naming; may be " +
            "given several times",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<double[]> _weights = new("--lora-weight")
    {
        Description = "Strength of each adapter, in their order; 1 is the full change; default: 1",
        AllowMultipleArgumentsPerToken = true,
    };

    internal void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_weights);
    }

    /// <summary>Refuses options that no model can follow.</summary>
    /// <exception cref="ArgumentException">More strengths than adapters were given.</exception>
    /// <exception cref="InvalidInputException">A file is missing.</exception>
    internal void Check(ParseResult parsed)
    {
        var (files, weights) = (parsed.GetValue(_files) ?? [], parsed.GetValue(_weights) ?? []);
        if (weights.Length > files.Length)
            throw new ArgumentException(
                $"--lora-weight: expected at most {files.Length} numbers, got {weights.Length}");
        foreach (var file in files)
            if (!File.Exists(file)) throw new InvalidInputException(file, "--lora", "expected a file, found none");
    }

    /// <summary>Merges the adapters into the model.</summary>
    /// <exception cref="ArgumentException">More strengths than adapters were given.</exception>
    /// <exception cref="InvalidInputException">A file is no adapter, or one of another model.</exception>
    internal void Apply(ParseResult parsed, TextToImage model)
    {
        Check(parsed);
        var (files, weights) = (parsed.GetValue(_files) ?? [], parsed.GetValue(_weights) ?? []);
        var all = files.Select((file, i) => (File: file, Weight: i < weights.Length ? weights[i] : 1)).ToList();
        foreach (var (file, _) in all) RequireBase(file, model);
        model.Merge(all);
    }

    private static void RequireBase(string path, TextToImage model)
    {
        using var file = SafetensorsFile.Open(path);
        var key = file.Metadata.ContainsKey(AdapterFile.TextModelKey) ? AdapterFile.TextModelKey : BaseKey;
        if (file.Metadata.TryGetValue(key, out var expected)
            && expected != model.Sha256
            && expected != model.EarlierSha256)
            throw new InvalidInputException(
                path, "__metadata__", $"expected an adapter of the model {model.Sha256}, found one of {expected}");
    }
}

using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>
/// α where it is stored apart from the tensors: in the file's metadata (diffusers since 0.35) or in an
/// adapter_config.json beside it (PEFT).
/// </summary>
internal static class LoraAlpha
{
    /// <summary>The names of PEFT's files: weights, and settings.</summary>
    internal const string PeftFile = "adapter_model.safetensors", PeftConfig = "adapter_config.json";

    private const string MetadataKey = "lora_adapter_metadata";
    private const int MaxConfigBytes = 1 << 20;

    /// <summary>α of all modules of a network; null if nothing is stored, which stands for α = r.</summary>
    /// <exception cref="InvalidInputException">α differs between modules, or the change is none of plain
    /// LoRA.</exception>
    internal static double? Of(SafetensorsFile file, string path, LoraNetwork network)
    {
        if (file.Metadata.TryGetValue(MetadataKey, out var text))
            return Parse(text, network == LoraNetwork.Unet ? "unet." : "text_encoder.", path);
        var config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, PeftConfig);
        return Path.GetFileName(path) == PeftFile && File.Exists(config)
            ? Parse(InputFile.Text(config, "this file", MaxConfigBytes), "", config)
            : null;
    }

    private static double? Parse(string text, string prefix, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            // of a name that comes twice the last value counts, as in Python
            var entries = document.RootElement.EnumerateObject().GroupBy(e => e.Name)
                .ToDictionary(same => same.Key, same => same.Last().Value);
            foreach (var key in new[] { "use_dora", "use_rslora" })
                if (entries.TryGetValue(prefix + key, out var flag) && flag.ValueKind == JsonValueKind.True)
                    throw new InvalidInputException(source, key, "expected plain LoRA (false), found true");
            double? value = entries.TryGetValue(prefix + "lora_alpha", out var alpha)
                ? Number(alpha, "lora_alpha", source)
                : null;
            if (entries.TryGetValue(prefix + "alpha_pattern", out var pattern)
                && pattern.ValueKind == JsonValueKind.Object
                && pattern.EnumerateObject().Any(e => Number(e.Value, "alpha_pattern", source) != value))
                throw new InvalidInputException(
                    source, "alpha_pattern", "expected one alpha of all modules, found several");
            return value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(source, "JSON", $"expected the settings of LoRA ({error.Message})");
        }
    }

    private static double Number(JsonElement alpha, string key, string source) =>
        alpha.ValueKind == JsonValueKind.Number && alpha.GetDouble() is > 0 and < double.PositiveInfinity and var value
            ? value
            : throw new InvalidInputException(
                source, key, $"expected a number above 0, found {alpha.GetRawText()}");
}

using System.Text.Json;
using PathAlign.Files;
using PathAlign.Models.Adapters;
using PathAlign.Models.Weights;

namespace PathAlign.Sampling;

/// <summary>
/// Reads and writes adapters as safetensors files: matrices under PEFT's names, shape and lineage in the header.
/// </summary>
public static class AdapterFile
{
    /// <summary>Key of the hash of the text-to-image model that the adapter fits too.</summary>
    public const string TextModelKey = "model_sha256";

    /// <summary>Key, in the lineage, of the reward model that the adapter was trained with.</summary>
    public const string RewardKey = "reward";

    private const string Kind = "adapter", BaseKey = "base_sha256", ConfigKey = "lora";

    /// <summary>Writes an adapter.</summary>
    /// <param name="path">The file.</param>
    /// <param name="adapter">The adapter.</param>
    /// <param name="generator">The generator that the adapter changes.</param>
    /// <param name="lineage">The adapter's origin: round, ratings, reward model, recipe.</param>
    public static void Write(
        string path, LoraAdapter adapter, GeneratorModel generator, IReadOnlyDictionary<string, string> lineage)
    {
        var metadata = new Dictionary<string, string>(lineage)
        {
            ["kind"] = Kind,
            [BaseKey] = generator.Sha256,
            [ConfigKey] = JsonSerializer.Serialize(adapter.Config),
        };
        if (generator.TextModelSha256 is { } model) metadata[TextModelKey] = model;
        SafetensorsWriter.Write(path, ModelWeights.Export(adapter.State), metadata);
    }

    /// <summary>The object key of the reward model that an adapter was trained with; null if the file names none.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is no adapter.</exception>
    public static string? RewardOf(string path)
    {
        using var file = SafetensorsFile.Open(path);
        new WeightHeader(file, path, "an adapter").RequireKind(Kind);
        return file.Metadata.GetValueOrDefault(RewardKey);
    }

    /// <summary>Reads an adapter and attaches it to a generator; the caller merges it.</summary>
    /// <exception cref="InvalidInputException">The file is no adapter, belongs to another base, or has tensors that do
    /// not fit.</exception>
    public static LoraAdapter Read(GeneratorModel model, string path, ulong seed = 0)
    {
        using var file = SafetensorsFile.Open(path);
        var adapter = new LoraAdapter(model.Network, ConfigOf(file, model, path), seed);
        try
        {
            adapter.Load(file, path);
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Loads a file into an adapter that is already attached to the generator.</summary>
    /// <exception cref="InvalidInputException">The file is no adapter, has another base, rank or scale, or has tensors
    /// that do not fit; the adapter is unchanged then.</exception>
    public static void LoadInto(LoraAdapter adapter, GeneratorModel model, string path)
    {
        using var file = SafetensorsFile.Open(path);
        var config = ConfigOf(file, model, path);
        if (config != adapter.Config)
            throw new InvalidInputException(
                path,
                ConfigKey,
                $"expected rank {adapter.Config.Rank} and alpha {adapter.Config.Alpha}, found {config.Rank} and " +
                    $"{config.Alpha}");
        adapter.Load(file, path);
    }

    /// <summary>Merges an adapter permanently into a generator's network.</summary>
    internal static void MergeInto(GeneratorModel model, string path)
    {
        using var adapter = Read(model, path);
        adapter.Bake();
    }

    private static LoraConfig ConfigOf(SafetensorsFile file, GeneratorModel model, string path)
    {
        var header = new WeightHeader(file, path, "an adapter");
        header.RequireKind(Kind);
        if (header.Require(BaseKey) != model.Sha256)
            throw new InvalidInputException(
                path,
                "__metadata__",
                $"expected an adapter of the generator {model.Sha256}, found one of {file.Metadata[BaseKey]}");
        try
        {
            var config = JsonSerializer.Deserialize<LoraConfig>(header.Require(ConfigKey))
                ?? throw new InvalidInputException(path, ConfigKey, "expected rank and alpha, found null");
            config.Validate();
            return config;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidInputException(path, ConfigKey, $"expected rank and alpha ({error.Message})");
        }
    }
}

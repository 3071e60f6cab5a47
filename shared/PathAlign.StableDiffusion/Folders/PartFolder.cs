using System.Text.Json;
using PathAlign.Files;
using PathAlign.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>
/// A part of a diffusers folder: a <c>config.json</c> and weights in one or several safetensors files.
/// </summary>
internal sealed class PartFolder
{
    private const string ConfigName = "config.json";
    private const int MaxConfigBytes = 1 << 20, MaxIndexBytes = 64 << 20;
    private static readonly string[] _stems = ["diffusion_pytorch_model", "model"];

    // The endings of an index of shards, and of one file, in the order of preference
    private static readonly (string Index, string File)[] _endings =
    [
        (".safetensors.index.json", ".safetensors"),
        (".safetensors.index.fp16.json", ".fp16.safetensors"),
        (".safetensors.index.bf16.json", ".bf16.safetensors"),
    ];

    private readonly string _path;

    /// <exception cref="InvalidInputException">There is no such part.</exception>
    internal PartFolder(string model, string name)
    {
        _path = Path.Combine(model, name);
        if (!Directory.Exists(_path)) throw new InvalidInputException(model, name, "expected this folder, found none");
    }

    /// <summary>The path of the part's config, for errors.</summary>
    internal string ConfigPath => Path.Combine(_path, ConfigName);

    /// <summary>The files that the part is read from: its config and its weights.</summary>
    /// <exception cref="InvalidInputException">There are no weights that can be read.</exception>
    internal IEnumerable<string> Files => WeightFiles().Prepend(ConfigPath);

    /// <summary>Reads the config.</summary>
    /// <exception cref="InvalidInputException">There is none, or <paramref name="parse"/> refuses it.</exception>
    internal T Config<T>(Func<string, T> parse)
    {
        var text = Text(ConfigPath, MaxConfigBytes);
        try
        {
            return parse(text);
        }
        catch (Exception error) when (error is ArgumentException or JsonException)
        {
            throw new InvalidInputException(ConfigPath, "config", error.Message);
        }
    }

    /// <summary>The files of the weights.</summary>
    /// <exception cref="InvalidInputException">There are none that can be read.</exception>
    internal IReadOnlyList<string> WeightFiles()
    {
        foreach (var stem in _stems)
            foreach (var ending in _endings)
            {
                if (Path.Combine(_path, stem + ending.Index) is var index && File.Exists(index)) return Shards(index);
                if (Path.Combine(_path, stem + ending.File) is var file && File.Exists(file)) return [file];
            }
        throw new InvalidInputException(
            _path,
            "weights",
            $"expected {_stems[0]}.safetensors or {_stems[1]}.safetensors, found none (other formats, such as .bin " +
                "and .ckpt, are not read)");
    }

    /// <summary>Compares shapes that a config expects with the headers of the weights.</summary>
    /// <exception cref="InvalidInputException">A tensor is missing or has another shape.</exception>
    internal void Require(IEnumerable<(string Name, long[] Shape)> expected)
    {
        var left = expected.ToDictionary(e => e.Name, e => e.Shape);
        foreach (var path in WeightFiles())
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, shape) in left.Where(e => file.Tensors.ContainsKey(e.Key)).ToList())
            {
                left.Remove(name);
                if (file.Tensors[name].Shape is var found && !found.SequenceEqual(shape))
                    throw new InvalidInputException(
                        path,
                        $"tensor '{name}'",
                        $"expected shape [{string.Join(',', shape)}], found [{string.Join(',', found)}]");
            }
        }
        if (left.Keys.FirstOrDefault() is { } absent)
            throw new InvalidInputException(_path, "weights", $"expected a tensor '{absent}', found none");
    }

    /// <summary>The file of the weights of a small network.</summary>
    /// <exception cref="InvalidInputException">There is none, or there are several.</exception>
    internal string WeightFile() => WeightFiles() is [var only]
        ? only
        : throw new InvalidInputException(_path, "weights", "expected one file for this network, found several");

    /// <summary>Fills a network from the weights: every tensor of both, each once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="nameInFile">The names under which a file can hold a tensor of the network; the first is today's.
    /// </param>
    /// <param name="ignored">Whether a tensor that the network does not have can be ignored.</param>
    /// <exception cref="InvalidInputException">A tensor is missing, is unknown, or has another shape.</exception>
    internal void LoadInto(
        nn.Module network, Func<string, IEnumerable<string>> nameInFile, Func<string, bool> ignored)
    {
        var missing = network.state_dict().ToDictionary(e => e.Key, e => e.Value);
        foreach (var path in WeightFiles())
        {
            using var file = SafetensorsFile.Open(path);
            var found = missing
                .SelectMany(
                    e => nameInFile(e.Key).Where(file.Tensors.ContainsKey).Take(1).Select(n => (Name: n, e.Key)))
                .ToList();
            var extra = file.Tensors.Keys.Except(found.Select(f => f.Name)).FirstOrDefault(name => !ignored(name));
            if (extra is not null)
                throw new InvalidInputException(
                    path, $"tensor '{extra}'", "expected only tensors of the network that config.json describes");
            ModelWeights.Load(file, path, found.Select(f => (f.Name, missing[f.Key])), exact: false);
            foreach (var (_, key) in found) missing.Remove(key);
        }
        if (missing.Keys.FirstOrDefault() is { } absent)
            throw new InvalidInputException(_path, "weights", $"expected a tensor '{absent}', found none");
        network.eval();
    }

    private string[] Shards(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(Text(index, MaxIndexBytes));
            var names = json.RootElement.GetProperty("weight_map").EnumerateObject()
                .Select(e => e.Value.GetString() ?? "")
                .Distinct()
                .ToArray();
            if (names is []) throw new InvalidInputException(index, "weight_map", "expected tensors, found none");
            if (names.FirstOrDefault(name => name.Length == 0 || name != Path.GetFileName(name)) is { } odd)
                throw new InvalidInputException(index, "weight_map", $"expected plain file names, found '{odd}'");
            return [.. names.Order(StringComparer.Ordinal).Select(name => Path.Combine(_path, name))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidInputException(
                index, "weight_map", $"expected names of tensors and files ({error.Message})");
        }
    }

    private static string Text(string path, int maxBytes) => InputFile.Text(path, "this file", maxBytes);
}

using PathAlign.Files;
using PathAlign.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>
/// Reads and writes LoRA files: safetensors with matrices A and B per module, in the namings of PEFT, diffusers (before
/// and since 0.22) and kohya's sd-scripts. Every tensor is used or refused.
/// </summary>
public static class LoraFile
{
    /// <summary>Reads the changes of a UNet.</summary>
    /// <param name="path">The file. Beside a file of PEFT, its adapter_config.json is read as well.</param>
    /// <param name="moduleNames">The names of modules with a weight.</param>
    /// <exception cref="InvalidInputException">The file is no LoRA file, a tensor belongs to another network or to no
    /// module, has the wrong shape or type or no partner, or a number is not finite; the message names the
    /// tensor.</exception>
    public static LoraChange Read(string path, IReadOnlyCollection<string> moduleNames) =>
        Read(path, new Dictionary<LoraNetwork, IReadOnlyCollection<string>> { [LoraNetwork.Unet] = moduleNames })
            [LoraNetwork.Unet];

    /// <summary>Reads the changes of several networks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="moduleNames">The names of modules with a weight, by network.</param>
    /// <returns>The changes of each network; without modules where the file has none.</returns>
    /// <inheritdoc cref="Read(string, IReadOnlyCollection{string})"/>
    public static IReadOnlyDictionary<LoraNetwork, LoraChange> Read(
        string path, IReadOnlyDictionary<LoraNetwork, IReadOnlyCollection<string>> moduleNames)
    {
        using var file = SafetensorsFile.Open(path);
        var found = Resolve(file, path, new LoraNames(moduleNames));
        if (found.Count == 0) throw new InvalidInputException(path, "header", "expected matrices of LoRA, found none");
        var alpha = found.Keys
            .Select(key => key.Network)
            .Distinct()
            .ToDictionary(network => network, network => LoraAlpha.Of(file, path, network));
        var entries = found.ToDictionary(f => f.Key, f => CheckedShapes(file, path, f.Key.Module, f.Value));
        var tensors = Load(file, path);
        LoraModule Module((LoraNetwork Network, string Name) key)
        {
            var (a, b) = (tensors[entries[key].A], tensors[entries[key].B]);
            var value = entries[key].Alpha is { } name
                ? Scalar(tensors[name], path, name)
                : alpha[key.Network] ?? a.shape[0];
            return new LoraModule(key.Name, a, b, value);
        }
        return moduleNames.Keys.ToDictionary(
            network => network,
            network => new LoraChange(
                [.. entries.Keys.Where(key => key.Network == network).OrderBy(key => key.Module, StringComparer.Ordinal)
                    .Select(Module)], path));
    }

    /// <summary>
    /// Writes the changes of a UNet in float32. B is multiplied by α/r, so that α = r, which readers assume where a
    /// file does not say otherwise.
    /// </summary>
    public static void Write(
        string path,
        LoraChange change,
        LoraNaming naming = LoraNaming.Diffusers,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var prefix = naming == LoraNaming.Peft ? "base_model.model." : "unet.";
        var tensors = change.Modules.SelectMany(module => new (string, Tensor)[]
        {
            ($"{prefix}{module.Name}.lora_A.weight", module.A),
            ($"{prefix}{module.Name}.lora_B.weight", module.Scale == 1 ? module.B : module.B * module.Scale),
        });
        SafetensorsWriter.Write(path, ModelWeights.Export(tensors), metadata);
    }

    private static Dictionary<(LoraNetwork Network, string Module), Dictionary<LoraPart, string>> Resolve(
        SafetensorsFile file, string path, LoraNames names)
    {
        var found = new Dictionary<(LoraNetwork, string), Dictionary<LoraPart, string>>();
        foreach (var name in file.Tensors.Keys)
        {
            if (!names.TryResolve(name, out var key, out var fault))
                throw new InvalidInputException(path, $"tensor '{name}'", fault);
            if (!found.TryGetValue((key.Network, key.Module), out var parts))
                found[(key.Network, key.Module)] = parts = [];
            if (!parts.TryAdd(key.Part, name))
                throw new InvalidInputException(
                    path, $"tensor '{name}'", $"expected each part once, found it as '{parts[key.Part]}' too");
        }
        return found;
    }

    private static (string A, string B, string? Alpha) CheckedShapes(
        SafetensorsFile file, string path, string module, Dictionary<LoraPart, string> parts)
    {
        string Required(LoraPart part) => parts.GetValueOrDefault(part) ?? throw new InvalidInputException(
            path, $"module '{module}'", $"expected matrices A and B, found no {part}");
        var (a, b) = (file.Tensors[Required(LoraPart.A)], file.Tensors[Required(LoraPart.B)]);
        void Require(bool holds, TensorEntry entry, string expected)
        {
            if (!holds)
                throw new InvalidInputException(
                    path,
                    $"tensor '{entry.Name}'",
                    $"expected shape {expected}, found [{string.Join(',', entry.Shape)}]");
        }
        Require(a.Shape.Length is 2 or 4 && a.Shape.All(size => size > 0), a, "[r,in] or [r,in,k,k]");
        Require(
            b.Shape is [> 0, var second, ..] && second == a.Shape[0] && (b.Shape is [_, _] or [_, _, 1, 1]),
            b,
            $"[out,{a.Shape[0]}] or [out,{a.Shape[0]},1,1]");
        var alpha = parts.GetValueOrDefault(LoraPart.Alpha);
        if (alpha is not null)
            Require(file.Tensors[alpha].Shape is [] or [1], file.Tensors[alpha], "[]");
        return (a.Name, b.Name, alpha);
    }

    private static Dictionary<string, Tensor> Load(SafetensorsFile file, string path)
    {
        using var scope = NewDisposeScope();
        var tensors = file.Tensors.ToDictionary(
            entry => entry.Key, entry => zeros(entry.Value.Shape, ScalarType.Float32, CPU));
        ModelWeights.Load(file, path, tensors.Select(entry => (entry.Key, entry.Value)), exact: true);
        foreach (var tensor in tensors.Values) tensor.DetachFromDisposeScope();
        return tensors;
    }

    private static double Scalar(Tensor tensor, string path, string name)
    {
        using (tensor)
            return tensor.item<float>() is > 0 and var alpha
                ? alpha
                : throw new InvalidInputException(
                    path, $"tensor '{name}'", $"expected an alpha above 0, found {tensor.item<float>()}");
    }
}

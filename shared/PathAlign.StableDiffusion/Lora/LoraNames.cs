using System.Diagnostics.CodeAnalysis;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>
/// The module and the part that a tensor's name in a LoRA file stands for, in the namings of PEFT, diffusers and
/// kohya's sd-scripts.
/// </summary>
internal sealed class LoraNames
{
    private const string UnetPrefix = "unet.", TextPrefix = "text_encoder.", PeftPrefix = "base_model.model.";
    private const string PeftText = "text_model.";   // a file of PEFT is of one network, without its name
    private const string KohyaUnet = "lora_unet_", KohyaText = "lora_te_";

    private static readonly (string Ending, string Module, LoraPart Part)[] _endings =
    [
        // PEFT, and diffusers since 0.22
        (".lora_A.weight", "", LoraPart.A),
        (".lora_B.weight", "", LoraPart.B),
        // diffusers 0.14 to 0.21: layers inside an attention processor
        .. Old(".processor"),
        .. Old(""),
        (".lora.down.weight", "", LoraPart.A),
        (".lora.up.weight", "", LoraPart.B),
        // the same versions, of the text encoder
        (".lora_linear_layer.down.weight", "", LoraPart.A),
        (".lora_linear_layer.up.weight", "", LoraPart.B),
        // kohya
        (".lora_down.weight", "", LoraPart.A),
        (".lora_up.weight", "", LoraPart.B),
        (".alpha", "", LoraPart.Alpha),
    ];

    private static readonly (string Old, string Now)[] _textAttention =
        [(".to_q", ".q_proj"), (".to_k", ".k_proj"), (".to_v", ".v_proj"), (".to_out.0", ".out_proj")];

    private readonly Dictionary<LoraNetwork, (HashSet<string> Names, Dictionary<string, string[]> Underscored)> _known;

    /// <param name="modules">The modules of each network that the file may change.</param>
    internal LoraNames(IReadOnlyDictionary<LoraNetwork, IReadOnlyCollection<string>> modules)
    {
        _known = modules.ToDictionary(
            entry => entry.Key,
            entry => (
                entry.Value.ToHashSet(),
                entry.Value.Distinct()
                    .GroupBy(name => name.Replace('.', '_'))
                    .ToDictionary(group => group.Key, group => group.ToArray())));
    }

    /// <summary>Resolves a name.</summary>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="key">The network, the module and the part.</param>
    /// <param name="fault">Otherwise what was expected and what was found.</param>
    internal bool TryResolve(
        string name,
        out (LoraNetwork Network, string Module, LoraPart Part) key,
        [NotNullWhen(false)] out string? fault)
    {
        key = default;
        var ending = Array.Find(_endings, e => name.EndsWith(e.Ending, StringComparison.Ordinal));
        if (ending.Ending is null)
        {
            fault = "expected a matrix or an alpha of LoRA as PEFT, diffusers or kohya name it, found another name";
            return false;
        }
        var module = name[..^ending.Ending.Length];
        if (Without(module, KohyaUnet) is { } unet)
            return Underscored(LoraNetwork.Unet, unet, ending.Part, out key, out fault);
        if (Without(module, KohyaText) is { } text)
            return Underscored(LoraNetwork.TextEncoder, text, ending.Part, out key, out fault);
        module = (Without(module, PeftPrefix) ?? module) + ending.Module;
        var isText = Without(module, TextPrefix) is not null || Without(module, PeftText) is not null;
        var network = isText ? LoraNetwork.TextEncoder : LoraNetwork.Unet;
        module = Without(module, TextPrefix) ?? Without(module, UnetPrefix) ?? module;
        if (isText) module = OfTextAttention(module);
        return Known(network, module, ending.Part, out key, out fault);
    }

    private bool Underscored(
        LoraNetwork network,
        string module,
        LoraPart part,
        out (LoraNetwork, string, LoraPart) key,
        [NotNullWhen(false)] out string? fault)
    {
        if (!_known.TryGetValue(network, out var known) || !known.Underscored.TryGetValue(module, out var names))
            return Known(network, module, part, out key, out fault);
        if (names is [var name]) return Known(network, name, part, out key, out fault);
        key = default;
        fault = $"expected the name of one module, found one that {string.Join(" and ", names)} share";
        return false;
    }

    private bool Known(
        LoraNetwork network,
        string module,
        LoraPart part,
        out (LoraNetwork, string, LoraPart) key,
        [NotNullWhen(false)] out string? fault)
    {
        key = (network, module, part);
        var owner = network == LoraNetwork.Unet ? "the UNet" : "the text encoder";
        fault = !_known.TryGetValue(network, out var known) ? $"expected no change of {owner}, found one"
            : !known.Names.Contains(module) ? $"expected a module of {owner}, found '{module}'"
            : null;
        return fault is null;
    }

    private static IEnumerable<(string, string, LoraPart)> Old(string processor) =>
        from layer in new[] { ("to_q", ".to_q"), ("to_k", ".to_k"), ("to_v", ".to_v"), ("to_out", ".to_out.0") }
        from part in new[] { ("down", LoraPart.A), ("up", LoraPart.B) }
        select ($"{processor}.{layer.Item1}_lora.{part.Item1}.weight", layer.Item2, part.Item2);

    /// <summary>diffusers 0.14 to 0.17 named the text encoder's attention as the UNet's.</summary>
    private static string OfTextAttention(string module)
    {
        var found = Array.Find(
            _textAttention, e => module.EndsWith(".self_attn" + e.Old, StringComparison.Ordinal));
        return found.Old is null ? module : module[..^found.Old.Length] + found.Now;
    }

    private static string? Without(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}

using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>Writes an adapter under the file names that other programs look for.</summary>
public static class LoraFolder
{
    /// <summary>Writes the changes of a UNet and, for PEFT, their settings; returns the path of the weights.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="change">The changes, all of one rank.</param>
    /// <param name="naming">The names of tensors and files.</param>
    /// <param name="metadata">What the header of the weights says beside the tensors.</param>
    /// <exception cref="ArgumentException">The modules have different ranks.</exception>
    public static string Write(
        string folder, LoraChange change, LoraNaming naming, IReadOnlyDictionary<string, string> metadata)
    {
        var ranks = change.Modules.Select(module => module.Rank).Distinct().ToList();
        if (ranks is not [var rank])
            throw new ArgumentException($"adapter: expected modules of one rank, got {string.Join(", ", ranks)}");
        var ofPeft = naming == LoraNaming.Peft;
        var path = Path.Combine(folder, ofPeft ? LoraAlpha.PeftFile : "pytorch_lora_weights.safetensors");
        LoraFile.Write(path, change, naming, metadata);
        if (ofPeft) AtomicFile.Write(Path.Combine(folder, LoraAlpha.PeftConfig), Config(change, rank));
        return path;
    }

    /// <summary>The settings from which PEFT builds the adapter; B holds the scale, so α = r.</summary>
    private static byte[] Config(LoraChange change, long rank) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            peft_type = "LORA",
            r = rank,
            lora_alpha = rank,
            lora_dropout = 0.0,
            bias = "none",
            inference_mode = true,
            target_modules = change.Modules.Select(module => module.Name),
        });
}

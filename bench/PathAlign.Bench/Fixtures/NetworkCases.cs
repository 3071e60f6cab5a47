using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;
using PathAlign.StableDiffusion.Folders;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Fixtures;

/// <summary>Stable Diffusion's networks on the cases of reference folders, in float32.</summary>
internal static class NetworkCases
{
    private const double Limit = 2e-5;

    /// <summary>Prints a row for each case; the differences are absolute.</summary>
    internal static bool Run(string folder)
    {
        using var mode = no_grad();
        var agrees = true;
        foreach (var model in new[] { "sd15-tiny", "sd21-tiny" })
            foreach (var (name, difference) in Cases(Path.Combine(folder, model)))
                agrees &= FixturesBench.Row($"{model}, {name}", difference, Limit);
        return agrees;
    }

    private static IEnumerable<(string name, double difference)> Cases(string model)
    {
        using var file = SafetensorsFile.Open(Path.Combine(model, "cases.safetensors"));
        using var unet = ModelFolder.ReadUNet(model);
        foreach (var name in new[] { "unet_a", "unet_b", "unet_c", "unet_d", "unet_mask", "unet_zero" })
        {
            var mask = $"{name}.encoder_attention_mask";
            using var output = unet.Predict(
                Read(file, $"{name}.sample"),
                Read(file, $"{name}.timesteps"),
                Read(file, $"{name}.encoder_hidden_states"),
                file.Tensors.ContainsKey(mask) ? Read(file, mask) : null);
            yield return (name, Difference(output, Read(file, $"{name}.out")));
        }
        using var latents = ModelFolder.ReadLatents(model);
        var vae = (KlAutoencoder)latents.Codec;
        foreach (var name in new[] { "vae_a", "vae_small", "vae_rect", "vae_zero" })
        {
            var (mean, logVariance) = vae.Moments(Read(file, $"{name}.image"));
            yield return ($"{name}.enc.mean", Difference(mean, Read(file, $"{name}.enc.mean")));
            yield return ($"{name}.enc.logvar", Difference(logVariance, Read(file, $"{name}.enc.logvar")));
            using var decoded = vae.Decode(Read(file, $"{name}.latents"));
            yield return ($"{name}.dec", Difference(decoded, Read(file, $"{name}.dec")));
        }
        using var text = ModelFolder.ReadText(model);
        foreach (var (name, ids) in new[] { ("text", "text"), ("text_short", "text_short"), ("text_masked", "text") })
        {
            var mask = $"{name}.attention_mask";
            var states = text.States(
                Read(file, $"{ids}.input_ids"), file.Tensors.ContainsKey(mask) ? Read(file, mask) : null);
            yield return (name, Difference(states[^1], Read(file, $"{name}.last_hidden_state")));
            if (name == "text")
                yield return (
                    "text, clip skip 1",
                    Difference(text.FinalNorm(states[1]), Read(file, $"{name}.penultimate_final_ln")));
        }
    }

    private static double Difference(Tensor ours, Tensor expected) => (ours - expected).abs().max().item<float>();

    internal static Tensor Read(SafetensorsFile file, string name)
    {
        var entry = file.Tensors[name];
        var bytes = file.Bytes(name);
        return entry.Dtype == TensorDtype.I64
            ? tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(bytes).ToArray(), entry.Shape)
            : tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray(), entry.Shape);
    }
}

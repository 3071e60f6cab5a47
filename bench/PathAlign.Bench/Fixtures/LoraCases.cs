using PathAlign.Files;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Lora;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Fixtures;

/// <summary>A UNet with LoRA files of three namings, next to the reference's.</summary>
internal static class LoraCases
{
    private const double Limit = 2e-5;

    // The file with alpha 2 instead of 4 has half the effect.
    private static readonly (string File, double Half)[] _files =
    [
        ("pytorch_lora_weights.safetensors", 1), ("kohya.safetensors", 1), ("kohya_alpha2.safetensors", 2),
    ];

    /// <summary>Prints a row for each file and scale; the differences are absolute.</summary>
    internal static bool Run(string folder)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using var inputs = SafetensorsFile.Open(Path.Combine(folder, "sd15-tiny", "cases.safetensors"));
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "lora", "expected.safetensors"));
        using var unet = ModelFolder.ReadUNet(Path.Combine(folder, "sd15-tiny"));
        var names = unet.named_modules().Select(module => module.name).ToList();
        var own = unet.named_parameters().Select(entry => (entry.parameter, bits: entry.parameter.clone())).ToList();
        var agrees = true;
        foreach (var (file, half) in _files)
        {
            using var change = LoraFile.Read(Path.Combine(folder, "lora", file), names);
            using var merge = new LoraMerge(unet);
            foreach (var scale in new[] { "0.5", "1" })
            {
                merge.Apply((change, double.Parse(scale, System.Globalization.CultureInfo.InvariantCulture) * half));
                var worst = new[] { "unet_a", "unet_c" }.Max(name =>
                {
                    var output = unet.Predict(
                        NetworkCases.Read(inputs, $"{name}.sample"),
                        NetworkCases.Read(inputs, $"{name}.timesteps"),
                        NetworkCases.Read(inputs, $"{name}.encoder_hidden_states"),
                        null);
                    return (output - NetworkCases.Read(expected, $"scale_{scale}.{name}.out")).abs().max()
                        .item<float>();
                });
                agrees &= FixturesBench.Row($"lora, {change.Modules.Count} of {file}, scale {scale}", worst, Limit);
            }
        }
        var changed = own.Count(entry => !entry.parameter.equal(entry.bits).all().item<bool>());
        return agrees & FixturesBench.Row("lora, weights that differ after it is taken out", changed, 0);
    }
}

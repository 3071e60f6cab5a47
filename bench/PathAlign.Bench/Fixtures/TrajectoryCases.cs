using PathAlign.Files;
using PathAlign.Models.StableDiffusion;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Scheduling;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Fixtures;

/// <summary>
/// Whole runs from a prompt's tokens to the image: text, network, guidance, scheduler and autoencoder together.
/// </summary>
internal static class TrajectoryCases
{
    private const double Guidance = 7.5;
    private const int Steps = 5;

    /// <summary>Prints a row for each run; differences are shares of the largest value.</summary>
    internal static bool Run(string folder)
    {
        using var mode = no_grad();
        var agrees = true;
        (string, string)[] runs = [("sd15-tiny", "ddim"), ("sd15-tiny", "pndm"), ("sd21-tiny", "ddim")];
        foreach (var (model, scheduler) in runs)
        {
            var (latents, image) = Differences(Path.Combine(folder, model), scheduler);
            agrees &= FixturesBench.Row($"{model}, {scheduler}, latents of all steps", latents, 1e-5);
            agrees &= FixturesBench.Row($"{model}, {scheduler}, image", image, 1e-4);
        }
        return agrees;
    }

    private static (double Latents, double Image) Differences(string model, string scheduler)
    {
        using var file = SafetensorsFile.Open(Path.Combine(model, "cases.safetensors"));
        using var unet = ModelFolder.ReadUNet(model);
        using var text = ModelFolder.ReadText(model);
        using var space = ModelFolder.ReadLatents(model);
        var config = SchedulerConfigFile.Read(Path.Combine(model, "scheduler", "scheduler_config.json"));
        using var run = Schedulers.Of(scheduler, config).Start(Steps);
        var features = text.call(NetworkCases.Read(file, $"{scheduler}.input_ids"));                  // (2, M, E)
        var x = NetworkCases.Read(file, $"{scheduler}.latents.init");
        var largest = 0.0;
        for (var i = 0; i < run.Timesteps.Count; i++)
        {
            var halves = unet.call(cat([x, x]), full([2], (float)run.Timesteps[i]), features).chunk(2);
            x = run.Step(halves[0] + ((halves[1] - halves[0]) * Guidance), i, x);
            largest = Math.Max(largest, Relative(x, NetworkCases.Read(file, $"{scheduler}.{i}.latents")));
        }
        return (largest, Relative(space.Decode(x), NetworkCases.Read(file, $"{scheduler}.image_raw")));
    }

    private static double Relative(Tensor ours, Tensor expected) =>
        (ours - expected).abs().max().item<float>() / Math.Max(1, expected.abs().max().item<float>());
}

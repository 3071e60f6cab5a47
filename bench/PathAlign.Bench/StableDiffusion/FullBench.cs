using System.Diagnostics;
using System.Globalization;
using PathAlign.Models.Adapters;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.StableDiffusion;

/// <summary>
/// Stable Diffusion's networks at their full size with random weights: parameters, and the seconds and memory of a step
/// of sampling and of training an adapter on latents of images of 224 px.
/// </summary>
internal sealed class FullBench : IDisposable
{
    private const int Side = 28, Tokens = 77, Rank = 4, Repeats = 2;

    private readonly PromptedUNet _network;
    private readonly Tensor _latents = randn(1, 4, Side, Side), _noise = randn(1, 4, Side, Side);

    private FullBench(ConditionalUNetConfig config)
    {
        var text = randn(2, Tokens, config.CrossAttentionDim);
        _network = new PromptedUNet(new ConditionalUNet(config) { Recomputes = true }, text, Side, cleanBound: 10);
    }

    public void Dispose() => _network.Dispose();

    /// <param name="version">15 or 21.</param>
    internal static int Run(string version)
    {
        var is15 = version == "15";
        Console.WriteLine($"Stable Diffusion {(is15 ? "1.5" : "2.1")}, random weights, {Processor.KernelClass}, " +
            $"{get_num_threads()} threads\n\n| part | parameters |\n| --- | --- |");
        using (var text = new ClipTextModel(is15 ? new ClipTextConfig() : ClipTextConfig.Version21))
            Count("text model", text.parameters());
        using (var autoencoder = new KlAutoencoder(new KlAutoencoderConfig()))
            Count("autoencoder", autoencoder.parameters());
        using var bench = new FullBench(is15 ? new ConditionalUNetConfig() : ConditionalUNetConfig.Version21);
        Count("denoising network", bench._network.parameters());
        bench.Measure();
        return 0;
    }

    private void Measure()
    {
        using var adapter = new LoraAdapter(_network, new LoraConfig(Rank, Rank));
        using var optimizer = new AdamW(adapter.Parameters, weightDecay: 0.01);
        Count($"adapter of rank {Rank}", adapter.Parameters);
        Console.WriteLine("\n| step | precision | seconds | peak resident memory, GiB |\n| --- | --- | --- | --- |");
        foreach (var precision in new[] { "bfloat16", "float32" })
        {
            using var chosen = ComputePrecision.Use(precision);
            Row("denoising, guided", precision, Denoise);
            Row("training of the adapter", precision, () => Train(adapter, optimizer));
        }
    }

    private void Denoise()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var labels = zeros(1, ScalarType.Int64);
        var predictor = new GuidedPredictor(
            _network, NoiseSchedule.Cosine, Prediction.Epsilon, labels, new GuidanceSettings(7.5, 0, 1));
        predictor.Clean(_latents, 500);
    }

    private void Train(LoraAdapter adapter, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        optimizer.ZeroGrad();
        adapter.Merge();
        nn.functional.mse_loss(_network.call(_latents, tensor([0.5f]), zeros(1, ScalarType.Int64)), _noise).backward();
        adapter.CollectGradients();
        optimizer.Step(5e-5);
    }

    private static void Row(string step, string precision, Action run)
    {
        ForgetPeak();
        run();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Repeats; i++) run();
        var seconds = clock.Elapsed.TotalSeconds / Repeats;
        Console.WriteLine(FormattableString.Invariant($"| {step} | {precision} | {seconds:0.00} | {PeakGiB():0.0} |"));
    }

    private static void Count(string part, IEnumerable<Tensor> parameters) => Console.WriteLine(
        FormattableString.Invariant($"| {part} | {parameters.Sum(p => p.numel()):#,0} |"));

    /// <summary>Lets the kernel measure the peak from here on.</summary>
    private static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static double PeakGiB()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(':', 'k')[1], CultureInfo.InvariantCulture) / (1 << 20);
    }
}

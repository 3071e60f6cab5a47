using PathAlign.Imaging;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Draws tiles: noise in, images out.</summary>
public static class TileSampler
{
    /// <summary>One tile for each label. A tile depends on seed, its own index and its label, not on its neighbours.</summary>
    /// <param name="network">The network, in eval mode.</param>
    /// <param name="schedule">Its noise schedule.</param>
    /// <param name="prediction">What it predicts.</param>
    /// <param name="labels">The class of each tile.</param>
    /// <param name="indices">The index of each tile in the run: where its noise comes from.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="sampler">How noise becomes an image.</param>
    /// <param name="steps">How often the network is asked.</param>
    /// <param name="guidance">1 for none.</param>
    public static RgbImage[] Sample(UNet network, NoiseSchedule schedule, Prediction prediction, long[] labels, long[] indices, ulong seed, ISampler sampler, int steps, double guidance)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var device = network.parameters().First().device;
        var predictor = new GuidedPredictor(network, schedule, prediction, tensor(labels, device: device), guidance);
        Tensor Draw(int draw) => Noise(network, indices, seed, draw);
        return TileTensors.ToImages(sampler.Sample(schedule, predictor.Clean, Draw(0), steps, Draw));
    }

    /// <summary>The noise (B, 3, S, S) of images by their indices, on the network's device.</summary>
    /// <param name="network">For whom.</param>
    /// <param name="indices">The index of each image in the run.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">0 for the start, then one a stochastic step.</param>
    public static Tensor Noise(UNet network, IReadOnlyList<long> indices, ulong seed, int draw)
    {
        var size = network.Config.Size;
        var values = new float[indices.Count * 3 * size * size];
        for (var i = 0; i < indices.Count; i++) ImageNoise.Fill(seed, indices[i], draw, values.AsSpan(i * 3 * size * size, 3 * size * size));
        return tensor(values, [indices.Count, 3, size, size], device: network.parameters().First().device);
    }
}

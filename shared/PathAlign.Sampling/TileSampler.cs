using PathAlign.Imaging;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Draws tiles from noise, in the thread's precision.</summary>
public static class TileSampler
{
    // Kernels may sum in another order if the batch size or the row in the batch differs. So all passes have one size,
    // and a tile's index determines its row. A small pass wastes few rows; an accelerator needs a large one.
    private const int CpuPass = 4, AcceleratorPass = 64;

    /// <summary>
    /// Draws one tile per label. A tile depends only on the seed, its own index and its label. Other tiles of the call
    /// do not change a single bit of it.
    /// </summary>
    /// <param name="model">The model, with its network in eval mode.</param>
    /// <param name="tiles">The tiles to draw.</param>
    /// <param name="settings">The settings of sampling.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="NotFiniteNumberException">The network or the autoencoder gives NaN or infinity.</exception>
    public static RgbImage[] Sample(
        DiffusionModel model, TileDraws tiles, SamplerSettings settings, CancellationToken cancel = default)
    {
        using var mode = no_grad();
        var device = model.Network.parameters().First().device;
        var size = device.type == DeviceType.CPU ? CpuPass : AcceleratorPass;
        // modulo 255 adds the bytes up, so that a class in the upper bytes counts too
        int Row(int tile) => (int)((ulong)tiles.Indices[tile] % 255 % (ulong)size);
        var images = new RgbImage[tiles.Labels.Count];
        foreach (var pass in Passes(images.Length, Row, size))
        {
            using var scope = NewDisposeScope();
            var labels = tensor([.. pass.Select(tile => tiles.Labels[tile])], device: device);
            var predictor = new GuidedPredictor(
                model.Network, model.Schedule, model.Prediction, labels, settings.Guidance);
            Tensor Draw(int draw) =>
                Noise(model.Network, [.. pass.Select(tile => tiles.Indices[tile])], tiles.Seed, draw);
            Tensor Clean(Tensor noisy, int step)
            {
                cancel.ThrowIfCancellationRequested();
                return predictor.Clean(noisy, step);
            }
            var clean = settings.Sampler.Sample(model.Schedule, Clean, Draw(0), settings.Steps, Draw);
            FiniteNumbers.Require(clean, $"the result of {settings.Steps} steps");
            var decoded = model.Decode(clean);
            FiniteNumbers.Require(decoded, "the decoded image");
            var drawn = TileTensors.ToImages(decoded);
            foreach (var (tile, row) in pass.Select((tile, row) => (tile, row)).Where(e => Row(e.tile) == e.row))
                images[tile] = drawn[row];
        }
        return images;
    }

    /// <summary>Groups tiles into passes by their rows; rows without a tile repeat another tile.</summary>
    private static IEnumerable<int[]> Passes(int count, Func<int, int> row, int size)
    {
        var byRow = Enumerable.Range(0, count).ToLookup(row);
        for (var pass = 0; ; pass++)
        {
            var rows = Enumerable.Range(0, size)
                .Select(r => byRow[r].Skip(pass).Select(tile => (int?)tile).FirstOrDefault())
                .ToArray();
            if (rows.FirstOrDefault(tile => tile is not null) is not { } filler) yield break;
            yield return [.. rows.Select(tile => tile ?? filler)];
        }
    }

    /// <summary>The noise (B, C, S, S) of images, on the network's device.</summary>
    /// <param name="network">The network that draws the images.</param>
    /// <param name="indices">The index of each image in the run.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">0 for the start, then one per stochastic step.</param>
    public static Tensor Noise(DenoisingNetwork network, IReadOnlyList<long> indices, ulong seed, int draw)
    {
        var (channels, size) = (network.InputChannels, network.Size);
        var length = channels * size * size;
        var values = new float[indices.Count * length];
        for (var i = 0; i < indices.Count; i++)
            ImageNoise.Fill(seed, indices[i], draw, values.AsSpan(i * length, length));
        return tensor(values, [indices.Count, channels, size, size], device: network.parameters().First().device);
    }
}

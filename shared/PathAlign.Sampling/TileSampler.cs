using PathAlign.Imaging;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Draws tiles: noise in, images out, in the thread's precision.</summary>
public static class TileSampler
{
    // Kernels may sum in another order for another batch size, and for another row of the batch. So every pass has one
    // size, and a tile's index says which row is its own. Few rows waste little; an accelerator wants many.
    private const int CpuPass = 4, AcceleratorPass = 64;

    /// <summary>
    /// One tile for each label. A tile depends on seed, its own index and its label, to the bit not on its neighbours.
    /// </summary>
    /// <param name="model">What draws, its network in eval mode.</param>
    /// <param name="tiles">What to draw.</param>
    /// <param name="settings">How noise becomes an image.</param>
    public static RgbImage[] Sample(DiffusionModel model, TileDraws tiles, SamplerSettings settings)
    {
        using var mode = no_grad();
        var device = model.Network.parameters().First().device;
        var size = device.type == DeviceType.CPU ? CpuPass : AcceleratorPass;
        // modulo 255 is the sum of the bytes: a class in the upper ones counts too
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
            var clean = settings.Sampler.Sample(model.Schedule, predictor.Clean, Draw(0), settings.Steps, Draw);
            var drawn = TileTensors.ToImages(model.Decode(clean));
            foreach (var (tile, row) in pass.Select((tile, row) => (tile, row)).Where(e => Row(e.tile) == e.row))
                images[tile] = drawn[row];
        }
        return images;
    }

    /// <summary>Tiles by the row of a pass; rows that no tile wants repeat another one.</summary>
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

    /// <summary>The noise (B, C, S, S) of images by their indices, on the network's device.</summary>
    /// <param name="network">For whom.</param>
    /// <param name="indices">The index of each image in the run.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">0 for the start, then one a stochastic step.</param>
    public static Tensor Noise(UNet network, IReadOnlyList<long> indices, ulong seed, int draw)
    {
        var (channels, size) = (network.Config.InputChannels, network.Config.Size);
        var length = channels * size * size;
        var values = new float[indices.Count * length];
        for (var i = 0; i < indices.Count; i++)
            ImageNoise.Fill(seed, indices[i], draw, values.AsSpan(i * length, length));
        return tensor(values, [indices.Count, channels, size, size], device: network.parameters().First().device);
    }
}

using PathAlign.Data;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward;

/// <summary>Tiles whose rating anybody could foretell: bright ones are plausible, dark ones are not.</summary>
internal static class ToyRatings
{
    private const int Size = 8, Classes = 9, Criteria = 6;

    internal static RatedTiles Bright(int count, bool flipped = false, int? shuffledBy = null)
    {
        var random = new Random(2);
        var bright = Enumerable.Range(0, count).Select(i => i / Classes % 2 == 0).ToArray();
        var pixels = bright.SelectMany(
            b => Enumerable.Range(0, Size * Size * 3).Select(_ => (byte)(random.Next(100) + (b ? 130 : 20)))).ToArray();
        var said = bright.ToArray();
        if (shuffledBy is { } seed) new Random(seed).Shuffle(said);
        return new RatedTiles(
            new TileSet(Size, pixels, [.. Enumerable.Range(0, count).Select(i => i % Classes)]),
            [.. said.Select(s => s != flipped ? 1.0 : 0.0)],

            [.. said.Select(s => (IReadOnlyList<bool>)[.. Enumerable.Repeat(s == flipped, Criteria)])]);
    }

    /// <summary>Two tiles of a class side by side, one of them bright: the bright one is taken.</summary>
    internal static RatedTiles SideBySide(int count, bool flipped = false)
    {
        var all = Bright(count);
        // bright, and dark of the same class
        int[] first =
        [
            .. Enumerable.Range(0, count).Where(i => i / Classes % 2 == 0)
        ], second = [.. first.Select(i => i + Classes)];
        (int Left, int Right)[] pairs = [.. first.Zip(second, (b, d) => b / Classes % 4 == 0 ? (b, d) : (d, b))];
        return new RatedTiles(
            all.Tiles.Subset([.. pairs.Select(p => p.Right)]),
            [.. pairs.Select(p => (p.Left > p.Right) != flipped ? 1.0 : 0.0)],
            [.. pairs.Select(_ => (IReadOnlyList<bool>)[])])
        {
            Beside = all.Tiles.Subset([.. pairs.Select(p => p.Left)]),
        };
    }

    /// <summary>Real tiles of every brightness.</summary>
    internal static TileSet Real(int count = 36)
    {
        var random = new Random(4);
        var pixels = Enumerable.Range(0, count).SelectMany(_ =>
        {
            var level = random.Next(150);
            return Enumerable.Range(0, Size * Size * 3).Select(_ => (byte)(level + random.Next(100)));
        }).ToArray();
        return new TileSet(Size, pixels, [.. Enumerable.Range(0, count).Select(i => i % Classes)]);
    }

    internal static RewardNetwork Network(int members = 1, ulong seed = 1)
    {
        var network = new RewardNetwork(
            new ResNet18(Classes), Classes, Criteria, members).Drawn(new torch.Generator(seed));
        network.eval();
        return network;
    }
}

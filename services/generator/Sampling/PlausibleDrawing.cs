using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Sampling;
using PathAlign.Training;
using PathAlign.Training.Reward;
using static TorchSharp.torch;

namespace PathAlign.Generator.Sampling;

/// <summary>
/// Draws tiles several times, each time from other noise, and keeps the attempt of each that a reward model finds most
/// plausible: best of N (Stiennon et al. 2020), which ends early for a tile that is plausible enough. It chooses among
/// what the generator draws anyway; finetuning can also draw what only the reward model likes. Each attempt is a file,
/// so that a stopped run resumes.
/// </summary>
/// <param name="model">The generator.</param>
/// <param name="options">Seed, sampler, steps and guidance.</param>
/// <param name="redraws">When a tile is drawn again.</param>
public sealed class PlausibleDrawing(GeneratorModel model, SamplingOptions options, Redraws redraws)
{
    // The noise of an attempt is that of another place, which no run reaches.
    private const int AttemptBits = 24;

    /// <summary>Draws the missing attempts and returns the best one of each tile, in the order of the tiles.</summary>
    /// <param name="tiles">The first attempts, each with an index whose lower 32 bits are below 2^24.</param>
    /// <param name="report">Called with the numbers of finished and of all tiles, and a note.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <exception cref="ArgumentException">A setting or an index is out of range.</exception>
    /// <exception cref="InvalidInputException">The reward model has other classes.</exception>
    public IReadOnlyList<BestTile> Run(
        IReadOnlyList<PlannedTile> tiles, Action<long, long, string?> report, CancellationToken cancel)
    {
        Redraws.Validate(redraws.Attempts, redraws.LeastReward);
        Require(redraws.Reward, model);
        if (tiles.FirstOrDefault(tile => (uint)tile.Index >> AttemptBits != 0) is { } far)
            throw new ArgumentException($"tiles: expected places below 2^{AttemptBits}, got the index {far.Index}");
        var best = tiles.Select(tile => new BestTile(tile, null, 0)).ToArray();
        int[] open = [.. Enumerable.Range(0, tiles.Count)];
        for (var attempt = 0; attempt <= redraws.Attempts && open.Length > 0; attempt++)
        {
            var drawn = open.Select(i => Attempt(tiles[i], attempt)).ToList();
            var (kept, before) = (tiles.Count - open.Length, attempt * open.Length);
            var note = attempt == 0 ? null : $"attempt {attempt + 1} for {open.Length} tiles";
            // a tile counts by the share of its attempts that are made
            TileFiles.Draw(
                model,
                options,
                drawn,
                (done, _) => report(kept + ((before + done) / (redraws.Attempts + 1)), tiles.Count, note),
                cancel);
            foreach (var (i, tile) in open.Zip(drawn))
            {
                cancel.ThrowIfCancellationRequested();
                best[i] = Better(best[i], tile);
            }
            // a sure reward model may give exactly 1
            open = [.. open.Where(i => redraws.LeastReward >= 1 || best[i].Reward < redraws.LeastReward)];
        }
        return best;
    }

    private static PlannedTile Attempt(PlannedTile first, int attempt) => attempt == 0 ? first : first with
    {
        Index = first.Index + ((long)attempt << AttemptBits),
        Path = Path.ChangeExtension(
            first.Path, string.Create(CultureInfo.InvariantCulture, $"{attempt}{Path.GetExtension(first.Path)}")),
    };

    private BestTile Better(BestTile best, PlannedTile tile)
    {
        var (score, attempts) = (Score(tile), best.Attempts + 1);
        return best.Reward is null || score > best.Reward
            ? new BestTile(tile, score, attempts)
            : best with { Attempts = attempts };
    }

    // One tile at a time: kernels may sum in another order in another batch, and the choice must not depend on shards.
    private double Score(PlannedTile tile)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var one = TileSet.Of(model.Size, [(tile.Label, TileFiles.Read(tile))]);
        var (image, label) = (TileTensors.Signed(one, [0]), TileTensors.Labels(one, [0]));
        return redraws.Reward.Network.call(image, label).item<float>();
    }

    /// <summary>Checks that a reward model has as many classes as a generator.</summary>
    /// <exception cref="InvalidInputException">It has not.</exception>
    internal static void Require(RewardModel reward, GeneratorModel model)
    {
        var (found, expected) = (reward.Network.Classes, model.Dataset.Classes.Count);
        if (found != expected)
            throw new InvalidInputException(
                "reward model", "classes", $"expected the generator's {expected} classes, found {found}");
    }
}

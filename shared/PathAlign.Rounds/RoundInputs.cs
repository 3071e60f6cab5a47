using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Storage.Objects;

namespace PathAlign.Rounds;

/// <summary>
/// Reads what stages need from the object store by its keys: plans, real tiles, manifests and images.
/// </summary>
public sealed class RoundInputs(IObjectStore objects)
{
    /// <summary>The round's plan.</summary>
    /// <exception cref="InvalidInputException">The object is no plan, or a number in it is out of range.</exception>
    public async Task<RoundPlan> PlanAsync(string planKey, CancellationToken cancel) =>
        InputRules.Check(await objects.GetJsonAsync<RoundPlan>(planKey, cancel), planKey);

    /// <summary>Stores a plan and returns its key.</summary>
    /// <exception cref="InvalidInputException">A number is out of its range.</exception>
    public Task<string> StoreAsync(RoundPlan plan, CancellationToken cancel) =>
        objects.PutJsonAsync("plans", InputRules.Check(plan, $"plan of {plan.RoundId}"), cancel);

    /// <summary>The real tiles of a plan, or the phantom's; empty splits if a study has none.</summary>
    public async Task<TileDataset> DataAsync(RoundPlan plan, CancellationToken cancel)
    {
        if (plan.Data == RoundPlan.Phantom) return Phantom.Standard;
        if (plan.Data == RoundPlan.NoData)
        {
            var none = TileSet.Of(0, []);
            return new TileDataset(plan.DataName, plan.Dataset, none, none, none, Synthetic: false);
        }
        var tiles = MedMnist.Load(await objects.GetFileAsync(plan.Data, cancel), plan.Dataset);
        return tiles with { Name = plan.DataName };
    }

    /// <summary>A manifest of images.</summary>
    public Task<ImageManifest> ImagesAsync(string imagesKey, CancellationToken cancel) =>
        objects.GetJsonAsync<ImageManifest>(imagesKey, cancel);

    /// <summary>A frozen set of ratings.</summary>
    public Task<RatingManifest> RatingsAsync(string ratingsKey, CancellationToken cancel) =>
        objects.GetJsonAsync<RatingManifest>(ratingsKey, cancel);

    /// <summary>The images to rate, in order.</summary>
    public Task<ImageOrder> OrderAsync(string orderKey, CancellationToken cancel) =>
        objects.GetJsonAsync<ImageOrder>(orderKey, cancel);

    /// <summary>Images as tiles with their requested classes, in the manifest's order.</summary>
    public async Task<TileSet> TilesAsync(IReadOnlyList<ImageEntry> images, CancellationToken cancel)
    {
        var tiles = new List<(int, RgbImage)>(images.Count);
        foreach (var image in images)
            tiles.Add((image.Label, Png.Decode(await objects.GetAsync(image.Key, cancel), image.Key)));
        return TileSet.Of(tiles.Count == 0 ? 0 : tiles[0].Item2.Width, tiles);
    }
}

using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Statistics;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// A program that replaces a pathologist: a tile is plausible if every measurement lies within the normal range of its
/// class. Its ratings are always stored and reported as simulated.
/// </summary>
internal sealed class SimulatedPathologist
{
    private readonly NormalRanges _ranges;
    private readonly SimulationOptions _options;
    private readonly IReadOnlyList<string> _criteria;

    internal SimulatedPathologist(
        TileSet realTiles, DatasetDescription dataset, SimulationOptions options, CancellationToken cancel = default)
    {
        _ranges = NormalRanges.Learn(realTiles, dataset, options.Margin, cancel);
        (_criteria, _options) = (dataset.Criteria, options);
    }

    /// <summary>Whether all measurements of a tile lie within the ranges of a class; no errors are made.</summary>
    internal bool IsNormal(RgbImage tile, int label) => _ranges.Faults(tile, label).Count == 0;

    /// <summary>Judges a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="label">The class that it should show.</param>
    /// <param name="imageId">The image's id, which decides whether this rater errs on it.</param>
    internal SimulatedVerdict Rate(RgbImage tile, int label, string imageId)
    {
        var outside = _ranges.Faults(tile, label);
        var plausible = outside.Count == 0;
        var faults = outside.Select(m => m.Criterion).Distinct().Where(_criteria.Contains).ToList();
        if (Errs(imageId)) (plausible, faults) = (!plausible, []);
        return new SimulatedVerdict(plausible, faults);
    }

    /// <summary>
    /// Compares two tiles: the tile nearer to the normal ranges is more plausible; two normal tiles are equal.
    /// </summary>
    /// <param name="left">The tile on the left.</param>
    /// <param name="right">The tile on the right.</param>
    /// <param name="label">The class that both should show.</param>
    /// <param name="pairId">The pair's id, which decides whether this rater errs on it.</param>
    /// <returns>-1 for the left tile, 1 for the right tile, 0 for neither.</returns>
    internal int Compare(RgbImage left, RgbImage right, int label, string pairId) =>
        Math.Sign(_ranges.Excess(left, label) - _ranges.Excess(right, label)) * (Errs(pairId) ? -1 : 1);

    private bool Errs(string id) => new CounterRandom(_options.Seed, Hash(id)).NextUnit() < _options.ErrorRate;

    // FNV-1a
    private static ulong Hash(string text) =>
        text.Aggregate(0xCBF29CE484222325UL, (hash, c) => (hash ^ c) * 0x100000001B3);
}

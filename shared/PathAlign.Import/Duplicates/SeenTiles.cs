using System.Numerics;

namespace PathAlign.Import.Duplicates;

/// <summary>
/// The imported tiles so far, indexed by pixels, perceptual hash and group. Two hashes that differ in at most three
/// bits have at least one equal quarter, so only tiles with an equal quarter are compared.
/// </summary>
internal sealed class SeenTiles
{
    private const int Quarters = DifferenceHash.SameWithin + 1;
    private readonly Dictionary<UInt128, Seen> _byPixels = [];
    private readonly Dictionary<(int quarter, ushort bits), List<Seen>> _byLook = [];
    private readonly Dictionary<string, Seen> _byGroup = new(StringComparer.Ordinal);

    internal void Add(Seen tile)
    {
        _byPixels.TryAdd(tile.Pixels, tile);
        if (tile.Group is { } group) _byGroup.TryAdd(group, tile);
        if (tile.Look is not { } look) return;
        foreach (var key in Keys(look))
        {
            if (!_byLook.TryGetValue(key, out var tiles)) _byLook[key] = tiles = [];
            tiles.Add(tile);
        }
    }

    /// <summary>
    /// A duplicate of the tile: by pixels, else by perceptual hash, else by group; null if there is none.
    /// </summary>
    internal Twin? TwinOf(Seen tile) =>
        _byPixels.GetValueOrDefault(tile.Pixels) is { } same ? new Twin(TwinKind.Pixels, same)
            : SameLook(tile) is { } alike ? new Twin(TwinKind.Look, alike)
            : tile.Group is { } group && _byGroup.GetValueOrDefault(group) is { } related
                ? new Twin(TwinKind.Group, related)
                : null;

    /// <summary>A tile with the same pixels; null if there is none.</summary>
    internal Seen? SamePixels(Seen tile) => _byPixels.GetValueOrDefault(tile.Pixels);

    private Seen? SameLook(Seen tile)
    {
        if (tile.Look is not { } look) return null;
        foreach (var key in Keys(look))
            if (_byLook.GetValueOrDefault(key)?.Find(
                other => BitOperations.PopCount(other.Look!.Value ^ look) <= DifferenceHash.SameWithin) is { } same)
                return same;
        return null;
    }

    private static IEnumerable<(int quarter, ushort bits)> Keys(ulong look) =>
        Enumerable.Range(0, Quarters).Select(quarter => (quarter, (ushort)(look >> (16 * quarter))));
}

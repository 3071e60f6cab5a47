using PathAlign.Contracts.Datasets;
using PathAlign.Data;

namespace PathAlign.Standalone.Simulation;

/// <summary>The measurements that go with a data set's stain.</summary>
internal static class StainMeasurements
{
    /// <summary>Learns how to measure images of this stain.</summary>
    /// <exception cref="ArgumentException">A stain that the simulated pathologist does not know.</exception>
    internal static IMeasurements Learn(string? stain, TileSet tiles) => KindOf(stain) switch
    {
        StainKind.Giemsa => CellMeasurements.Learn(tiles),
        _ => TissueMeasurements.Learn(tiles),
    };

    /// <summary>The kind of this stain.</summary>
    /// <exception cref="ArgumentException">A stain that the simulated pathologist does not know.</exception>
    internal static StainKind KindOf(string? stain) => Stains.KindOf(stain) ?? throw new ArgumentException(
        $"simulated pathologist: expected the stain {Stains.Known}; got '{stain}'. People can rate these images: " +
            "./pathalign rate");
}

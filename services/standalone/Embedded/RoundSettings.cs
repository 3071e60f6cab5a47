using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Standalone.Simulation;

namespace PathAlign.Standalone.Embedded;

/// <summary>The settings of rounds on the command line.</summary>
internal sealed record RoundSettings
{
    internal string Name { get; init; } = "round";

    internal string? Data { get; init; }

    /// <summary>The description of the data; null to read it beside the data or derive it.</summary>
    internal DatasetDescription? Dataset { get; init; }

    /// <summary>The real tiles; read once.</summary>
    internal TileDataset Tiles => field ??= DataReading.Read(Data, Dataset);

    /// <summary>Whether the real tiles are those that the product draws.</summary>
    internal bool IsPhantom => Data is null or RoundPlan.Phantom;

    /// <summary>What the data is; drawing the phantom takes seconds, and its description is known before.</summary>
    internal DatasetDescription Description => IsPhantom ? Phantom.Description : Tiles.Description;

    internal string? Generator { get; init; }

    internal string? Filter { get; init; }

    internal string? Judge { get; init; }

    internal int Rounds { get; init; } = 1;

    internal ulong Seed { get; init; }

    /// <summary>The people who rate; null for the simulated pathologist.</summary>
    internal People? People { get; init; }

    internal RatingOrder Order { get; init; }

    internal bool Verbose { get; init; }

    internal SimulationOptions Simulation { get; init; } = new();

    internal required Func<RoundPlan, RoundPlan> Configure { get; init; }

    internal string RoundId(int number) => $"{Name}-{Seed}-{number}";
}

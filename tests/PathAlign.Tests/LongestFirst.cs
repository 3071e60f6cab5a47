using Xunit.Sdk;
using Xunit.v3;

namespace PathAlign.Tests;

/// <summary>
/// Collections with the slowest tests begin first, so that none of them is left to run by itself at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _long =
    [
        "LocalCluster",
        "ServersRoundTests",
        "RoundCommandTests",
        "TrainerTests",
        "BlindingTests",
        "HandlerTests",
        "KillTests",
        "TextRoundTests",
        "ProcessorMatrixTests",
        "ObjectStoreFaultTests",
        "OfflineTests",
        "RatingAppTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
            [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName))];

    private static int Place(string name) =>
        Array.FindIndex(_long, name.Contains) is >= 0 and var place ? place : _long.Length;
}

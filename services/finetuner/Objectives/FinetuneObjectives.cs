namespace PathAlign.Finetuner.Objectives;

/// <summary>The objectives that a finetuning can follow. A new one is a class beside this and a line here.</summary>
internal static class FinetuneObjectives
{
    private static readonly Func<FinetuneInputs, IFinetuneObjective>[] _all =
    [
        inputs => new RealTiles(inputs),
        inputs => new SyntheticTiles(inputs),
        inputs => new RewardGradient(inputs),
    ];

    /// <summary>Those that the plan gives a weight, in the order in which a step follows them.</summary>
    internal static IReadOnlyList<IFinetuneObjective> Of(FinetuneInputs inputs) =>
        [.. _all.Select(make => make(inputs)).Where(objective => objective.Weight > 0)];
}

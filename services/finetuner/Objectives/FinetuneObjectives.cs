namespace PathAlign.Finetuner.Objectives;

/// <summary>The objectives of finetuning. To add one, add a class next to this file and a line to this list.</summary>
internal static class FinetuneObjectives
{
    private static readonly Func<FinetuneInputs, IFinetuneObjective>[] _all =
    [
        inputs => new RealTiles(inputs),
        inputs => new SyntheticTiles(inputs),
        inputs => new RewardGradient(inputs),
    ];

    /// <summary>The objectives with a weight above 0 in the plan, in the order in which a step follows them.</summary>
    internal static IReadOnlyList<IFinetuneObjective> Of(FinetuneInputs inputs) =>
        [.. _all.Select(make => make(inputs)).Where(objective => objective.Weight > 0)];
}

using PathAlign.Contracts.Plans;

namespace PathAlign.Tests.Contracts;

/// <summary>A plan that names objects which no store holds.</summary>
internal static class SamplePlan
{
    internal static RoundPlan Plan { get; } = new()
    {
        RoundId = "round-0-1",
        Data = RoundPlan.Phantom,
        GeneratorKey = "weights/a",
        FilterKey = "weights/b",
        JudgeKey = "weights/c",
    };

    /// <summary>The plan of a finetuning that draws images in three steps.</summary>
    internal static RoundPlan Finetuning(FinetunePlan finetune, ulong seed = 0) =>
        Plan with { Seed = seed, Finetune = finetune, Generation = new GenerationPlan { Steps = 3 } };
}

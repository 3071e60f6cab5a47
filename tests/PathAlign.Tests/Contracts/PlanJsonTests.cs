using System.Text;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;
using Xunit;

namespace PathAlign.Tests.Contracts;

/// <summary>Plans that are stored already.</summary>
public sealed class PlanJsonTests
{
    /// <summary>As homes hold it: from before the plan named every setting of finetuning and of the reward.</summary>
    private const string Stored = """
        {"roundId":"round-0-1","number":1,"seed":0,"precision":"auto","data":"phantom","dataName":"phantom",
        "generatorKey":"weights/a","filterKey":"weights/b","judgeKey":"weights/c",
        "generation":{"imagesPerClass":60,"steps":12,"guidance":3,"filterAttempts":0,"filterConfidence":0.5},
        "reward":{"members":3,"epochs":20,"heldOutShare":0.2,"requiredAuroc":0.5,"control":"None"},
        "finetune":{"steps":80,"batch":12,"learningRate":0.001,"realWeight":0.3,"syntheticWeight":0,
        "rewardWeight":0.02,"rewardDepth":6,"rank":8,"driftBudget":0.2},
        "evaluation":{"imagesPerClass":30,"steps":12,"guidance":3}}
        """;

    [Fact]
    public void An_earlier_plan_reads_with_what_its_round_was_computed_with()
    {
        var plan = ContractJson.Read<RoundPlan>(Encoding.UTF8.GetBytes(Stored), "test");

        Assert.Equal(
            new FinetunePlan
            {
                RewardTarget = 0.8,
                ClassWeight = 1,
                RewardBatch = 9,
                MaxGradNorm = 1,
                SnrGamma = 5,
                ProbeEvery = 40,
            },
            plan.Finetune);
        Assert.Equal((0, 1), (plan.Evaluation.RewardAttempts, plan.Evaluation.LeastReward));
        Assert.Equal(
            new RewardPlan
            {
                Batch = 48,
                LearningRate = 1e-3,
                WeightDecay = 0.3,
                RealWeight = 1,
                OwnClassShare = 0.75,
                CorruptedWeight = 0.3,
                CriteriaWeight = 1,
            },
            plan.Reward);
        Assert.Null(PlanDifference.Of(SamplePlan.Plan, plan));
    }
}

using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Contracts;
using Xunit;

namespace PathAlign.Tests.Rounds;

public sealed class PlanDifferenceTests
{
    private static RoundPlan Plan => SamplePlan.Plan;

    [Fact]
    public void What_follows_from_the_rounds_before_or_comes_after_them_is_no_difference()
    {
        var later = Plan with
        {
            AdapterKey = "weights/d",
            Rating = Plan.Rating with { RewardKey = "weights/e" },
            Loop = new LoopPlan { LastRound = 3 },
        };

        Assert.Null(PlanDifference.Of(Plan, later));
    }

    [Fact]
    public void Other_data_and_other_options_are_named_with_both_values()
    {
        var other = Plan with { Data = "data/x.npz", Finetune = Plan.Finetune with { Steps = 7 } };

        Assert.Equal(
            "data: asked for \"phantom\", found \"data/x.npz\"; finetune.steps: asked for 80, found 7",
            PlanDifference.Of(Plan, other));
    }

    [Fact]
    public void What_an_earlier_plan_does_not_name_is_compared_too()
    {
        var other = Plan with
        {
            Reward = Plan.Reward with { WeightDecay = 0.1 },
            Finetune = Plan.Finetune with { SnrGamma = 7 },
        };

        Assert.Equal(
            "reward.weightDecay: asked for 0.3, found 0.1; finetune.snrGamma: asked for 5, found 7",
            PlanDifference.Of(Plan, other));
    }

    [Fact]
    public void Other_classes_are_a_difference()
    {
        Assert.Contains(
            "dataset.classes", PlanDifference.Of(Plan, Plan with { Dataset = DatasetDescription.Numbered(9) }));
    }
}

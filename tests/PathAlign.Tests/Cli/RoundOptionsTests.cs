using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Models.Generator;
using PathAlign.Standalone.Commands;
using PathAlign.Tests.Contracts;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Cli;

public sealed class RoundOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public RoundOptionsTests() => _data = TinyModels.WriteData(_folder.At("pathmnist_tiny.npz"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_generator_decides_how_guidance_acts_unless_the_user_does()
    {
        var ofGenerator = SamplePlan.Plan with
        {
            Generation = new GenerationPlan { Guidance = 5, GuidanceLow = 0, GuidanceHigh = 1 },
            Evaluation = new EvaluationPlan { Guidance = 5, GuidanceLow = 0, GuidanceHigh = 1 },
        };

        AssertGuidance((5, 0, 1), Configured(ofGenerator));
        AssertGuidance((5, 0, 0.1), Configured(ofGenerator, "--guidance-high", "0.1"));
        AssertGuidance((5, 0.9, 1), Configured(ofGenerator, "--guidance-low", "0.9"));
        Assert.Throws<ArgumentException>(
            () => Configured(ofGenerator, "--guidance-low", "0.9", "--guidance-high", "0.1"));
    }

    [Fact]
    public void A_generator_of_latents_is_finetuned_by_smaller_steps_unless_the_user_says_otherwise()
    {
        var ofLatents = SamplePlan.Plan with { Finetune = new FinetunePlan().ForLatents() };
        var expected = SamplePlan.Plan.Finetune.ForLatents();   // what else the command has of its own stays

        Assert.Equal(expected, Configured(ofLatents).Finetune);
        Assert.Equal(expected with { Steps = 7 }, Configured(ofLatents, "--finetune-steps", "7").Finetune);
        Assert.Equal(
            SamplePlan.Plan.Finetune,
            Configured(SamplePlan.Plan with { Finetune = new FinetunePlan() }).Finetune);
    }

    [Fact]
    public void A_plan_starts_from_the_guidance_of_classes()
    {
        var (drawn, compared) = (new GenerationPlan(), new EvaluationPlan());

        Assert.Equal(
            GuidanceSettings.OfClasses, new(drawn.Guidance, drawn.GuidanceLow, drawn.GuidanceHigh));
        Assert.Equal(
            GuidanceSettings.OfClasses, new(compared.Guidance, compared.GuidanceLow, compared.GuidanceHigh));
    }

    private static void AssertGuidance((double, double, double) expected, RoundPlan plan)
    {
        var (drawn, compared) = (plan.Generation, plan.Evaluation);
        Assert.Equal(expected, (drawn.Guidance, drawn.GuidanceLow, drawn.GuidanceHigh));
        Assert.Equal(expected, (compared.Guidance, compared.GuidanceLow, compared.GuidanceHigh));
    }

    private RoundPlan Configured(RoundPlan plan, params string[] arguments)
    {
        var command = new Command("round");
        var defaults = SamplePlan.Plan;
        var options = new RoundOptions(defaults);
        options.AddTo(command);
        return options.Read(command.Parse(["--data", _data, .. arguments]), 1, defaults).Configure(plan);
    }
}

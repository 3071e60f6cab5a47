using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Commands;
using PathAlign.Tests.Contracts;
using Xunit;

namespace PathAlign.Tests.Cli;

public sealed class RoundOptionsTests
{
    [Fact]
    public void The_generator_decides_how_guidance_acts_unless_the_user_does()
    {
        var ofGenerator = SamplePlan.Plan with
        {
            Generation = new GenerationPlan { Guidance = 5, GuidanceLow = 0, GuidanceHigh = 1 },
        };

        AssertGuidance((5, 0, 1), Configured(ofGenerator));
        AssertGuidance((5, 0, 0.9), Configured(ofGenerator, "--guidance-high", "0.9"));
    }

    private static void AssertGuidance((double, double, double) expected, RoundPlan plan)
    {
        var (drawn, compared) = (plan.Generation, plan.Evaluation);
        Assert.Equal(expected, (drawn.Guidance, drawn.GuidanceLow, drawn.GuidanceHigh));
        Assert.Equal(expected, (compared.Guidance, compared.GuidanceLow, compared.GuidanceHigh));
    }

    private static RoundPlan Configured(RoundPlan plan, params string[] arguments)
    {
        var command = new Command("round");
        var defaults = SamplePlan.Plan;
        var options = new RoundOptions(defaults);
        options.AddTo(command);
        return options.Read(command.Parse(arguments), 1, defaults).Configure(plan);
    }
}

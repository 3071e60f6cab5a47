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

        var byDefault = Configured(ofGenerator);
        var chosen = Configured(ofGenerator, "--guidance-high", "0.9");

        Assert.All(
            new[] { (byDefault, 1.0), (chosen, 0.9) },
            plan =>
            {
                var (generation, evaluation) = (plan.Item1.Generation, plan.Item1.Evaluation);
                Assert.Equal(
                    (5, 0, plan.Item2), (generation.Guidance, generation.GuidanceLow, generation.GuidanceHigh));
                Assert.Equal(
                    (5, 0, plan.Item2), (evaluation.Guidance, evaluation.GuidanceLow, evaluation.GuidanceHigh));
            });
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

using System.Reflection;
using Xunit;

namespace PathAlign.Tests.Architecture;

/// <summary>What computes a round depends on its plan, not on the settings of the process.</summary>
public sealed class PlanTests
{
    // All but feedback, which collects ratings; they are inputs of a round.
    private static readonly string[] _computing =
    [
        "PathAlign.Generator", "PathAlign.Reward", "PathAlign.Finetuner", "PathAlign.Evaluator", "PathAlign.Rounds",
        "PathAlign.Rounds.Networks", "PathAlign.Sampling", "PathAlign.Training", "PathAlign.Models", "PathAlign.Data",
        "PathAlign.Imaging", "PathAlign.Statistics",
    ];

    // Made by code or by commands outside a round.
    private static readonly string[] _notOfRounds =
    [
        "AutoencoderTrainingOptions", "ClassifierTrainingOptions", "GeneratorTrainingOptions", "LoraOptions",
        "SamplingOptions", "TextToImageOptions",
    ];

    public static TheoryData<string> Computing => [.. _computing];

    [Theory]
    [MemberData(nameof(Computing))]
    public void What_computes_a_round_can_read_no_configuration(string name)
    {
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(
            references,
            r => r.StartsWith("Microsoft.Extensions.Options", StringComparison.Ordinal)
                || r.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal));
    }

    [Fact]
    public void A_round_has_no_options_beside_its_plan() => Assert.Equal(
        _notOfRounds,
        _computing.SelectMany(name => Assembly.Load(name).GetTypes())
            .Select(t => t.Name)
            .Where(n => n.EndsWith("Options", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
}

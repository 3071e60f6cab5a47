using PathAlign.Contracts.Plans;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;

namespace PathAlign.Finetuner.Objectives;

/// <summary>How the images of a round are drawn, for what is drawn while its adapter is trained.</summary>
internal static class RoundDrawing
{
    internal static SamplerSettings SettingsOf(GenerationPlan plan) => new(
        new DpmSolverPlusPlus2M(),
        plan.Steps,
        new GuidanceSettings(plan.Guidance, plan.GuidanceLow, plan.GuidanceHigh));
}

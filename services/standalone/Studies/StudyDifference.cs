using PathAlign.Contracts.Plans;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Studies;

/// <summary>The difference between a study and the one of the same name that has begun.</summary>
internal static class StudyDifference
{
    /// <summary>One sentence if images or settings differ; null if the study may continue.</summary>
    internal static async Task<string?> OfAsync(
        RoundPlan asked, RoundPlan stored, RoundInputs inputs, CancellationToken cancel)
    {
        const string Another = "or begin another study with --name";
        if (stored.ImagesKey is null) return $"--name: expected a new name, found the round '{stored.RoundId}'";
        if (asked.ImagesKey != stored.ImagesKey)
        {
            var now = await ImagesAsync(asked);
            var then = await ImagesAsync(stored);
            return $"--images: expected the {then.Count} images that study '{stored.RoundId}' began with, found " +
                $"{now.Except(then).Count()} new and {then.Except(now).Count()} missing ones; a study never changes: " +
                $"restore its images, {Another}";
        }
        return PlanDifference.Of(asked, stored) is { } difference
            ? $"--name: expected the settings of study '{stored.RoundId}': {difference}; repeat them, {Another}"
            : null;

        async Task<HashSet<(string, int)>> ImagesAsync(RoundPlan plan) =>
            [.. (await inputs.ImagesAsync(plan.ImagesKey!, cancel)).Images.Select(image => (image.Key, image.Label))];
    }
}

using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// Rounds that were rejected long ago. Images of studies came from elsewhere and cannot be drawn again, so studies are
/// never among them.
/// </summary>
internal sealed class RejectedRounds(OldJobs jobs, ChampionRegistry champions, RoundInputs inputs)
{
    /// <summary>
    /// The ids of rounds that were rejected before this time, and of their sets; none without a time.
    /// </summary>
    internal async Task<IReadOnlySet<string>> BeforeAsync(DateTimeOffset? before, CancellationToken cancel)
    {
        var rounds = new HashSet<string>();
        if (before is null) return rounds;
        var lineage = await champions.RoundsAsync(cancel);
        await foreach (var job in jobs.RejectionsBeforeAsync(before.Value.ToUnixTimeMilliseconds(), cancel))
            if (!lineage.Contains(job.RoundId) && await DrewAsync(job, cancel))
                foreach (var id in IdsOf(job.RoundId)) rounds.Add(id);
        return rounds;
    }

    private async Task<bool> DrewAsync(JobDocument job, CancellationToken cancel)
    {
        try
        {
            return !(await inputs.PlanAsync(job.PlanKey, cancel)).IsStudy;
        }
        catch (Exception error) when (error is ObjectNotFoundException or InvalidInputException)
        {
            return false;   // without its plan nobody could draw the images again
        }
    }

    private static IEnumerable<string> IdsOf(string roundId) =>
    [
        roundId,
        .. Enum.GetValues<ImagePurpose>()
            .Select(purpose => RatingSet.IdOf(roundId, purpose))
            .SelectMany(set => new[] { set, QueuedImage.HiddenSetOf(set) })
    ];
}

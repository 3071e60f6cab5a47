using MassTransit;
using PathAlign.Contracts.Events;
using PathAlign.Rounds;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Counts the training ratings of a round, many at a time, and meanwhile fetches the files that the training reads.
/// </summary>
public sealed class CountRatings(RatingCounts counts, TrainingFiles files) : IConsumer<Batch<FeedbackReceived>>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<Batch<FeedbackReceived>> context)
    {
        var ratings = context.Message.Select(one => one.Message).Where(r => r.Purpose == ImagePurpose.Training);
        foreach (var round in ratings.GroupBy(rating => (rating.RoundId, rating.PlanKey)))
        {
            await counts.AddAsync(round.Key.RoundId, round, context.CancellationToken);
            files.Fetch(round.Key.PlanKey);
        }
    }
}

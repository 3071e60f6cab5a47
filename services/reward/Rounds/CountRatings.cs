using MassTransit;
using PathAlign.Contracts.Events;
using PathAlign.Rounds;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Counts ratings to learn from towards their round, many at a time, and has what the training reads fetched meanwhile.
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

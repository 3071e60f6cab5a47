using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Publishes stored ratings after their requests were answered. What is not published, because the process stops or
/// more ratings come than the broker takes, the reconciler publishes.
/// </summary>
internal sealed class AnnounceRatings(SettleRating settle, ILogger<AnnounceRatings> log) : BackgroundService
{
    private const int MostWaiting = 10_000, AtOnce = 32;

    private readonly Channel<StoredRating> _waiting = Channel.CreateBounded<StoredRating>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has the rating published soon.</summary>
    internal void Add(StoredRating rating) => _waiting.Writer.TryWrite(rating);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        AnnounceAsync);

    private async ValueTask AnnounceAsync(StoredRating rating, CancellationToken cancel)
    {
        try
        {
            await settle.AnnounceAsync(rating, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.NotSettled(error, rating.Id);
        }
    }
}

using System.Collections.Concurrent;
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
    private const int MostWaiting = 10_000, MostTogether = 32;

    private readonly Channel<StoredRating> _waiting = Channel.CreateBounded<StoredRating>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Has the rating published soon.</summary>
    internal void Add(StoredRating rating) => _waiting.Writer.TryWrite(rating);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken)) await AnnounceAsync(Together(), stoppingToken);
    }

    private List<StoredRating> Together()
    {
        var together = new List<StoredRating>();
        while (together.Count < MostTogether && _waiting.Reader.TryRead(out var rating)) together.Add(rating);
        return together;
    }

    // All are published before one is marked: the marks then share a flush of the disk.
    private async Task AnnounceAsync(List<StoredRating> together, CancellationToken cancel)
    {
        var published = new ConcurrentBag<StoredRating>();
        await EachAsync(together, async rating =>
        {
            if (await settle.TryPublishAsync(rating, cancel)) published.Add(rating);
        }, cancel);
        await EachAsync(published, rating => settle.MarkAsync(rating, cancel), cancel);
    }

    private Task EachAsync(
        IEnumerable<StoredRating> ratings, Func<StoredRating, Task> step, CancellationToken cancel) =>
        Task.WhenAll(ratings.Select(async rating =>
        {
            try
            {
                await step(rating);
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                log.NotSettled(error, rating.Id);
            }
        }));
}

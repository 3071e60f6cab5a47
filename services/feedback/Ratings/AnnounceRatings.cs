using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Publishes stored ratings in the background: the answer to a rating does not wait for the broker. The reconciler
/// publishes what this does not: ratings that found no place here, that were waiting when the process ended, or that
/// the broker did not take in time.
/// </summary>
/// <remarks>
/// Published ratings are marked at fixed moments. Otherwise a repeat or a control would be marked sooner than an image,
/// since it has no event to publish, and the rater's next request could show when that write took place. While the
/// broker is slow, images are marked later.
/// </remarks>
internal sealed class AnnounceRatings(SettleRating settle, ILogger<AnnounceRatings> log) : BackgroundService
{
    private const int MostWaiting = 10_000, AtOnce = 32, MarkEveryMs = 100;

    private readonly Channel<StoredRating> _waiting = Channel.CreateBounded<StoredRating>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Channel<StoredRating> _published = Channel.CreateBounded<StoredRating>(MostWaiting);

    /// <summary>Has the rating published soon.</summary>
    internal void Add(StoredRating rating) => _waiting.Writer.TryWrite(rating);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(PublishAsync(stoppingToken), MarkAsync(stoppingToken));

    private Task PublishAsync(CancellationToken cancel) => EachAsync(
        _waiting.Reader.ReadAllAsync(cancel),
        async rating =>
        {
            if (await settle.TryPublishAsync(rating, cancel)) await _published.Writer.WriteAsync(rating, cancel);
        },
        cancel);

    private async Task MarkAsync(CancellationToken cancel)
    {
        while (await _published.Reader.WaitToReadAsync(cancel))
        {
            await Task.Delay((int)(MarkEveryMs - (Environment.TickCount64 % MarkEveryMs)), cancel);
            await EachAsync(Published().ToAsyncEnumerable(), rating => settle.MarkAsync(rating, cancel), cancel);
        }
    }

    private List<StoredRating> Published()
    {
        var published = new List<StoredRating>();
        while (_published.Reader.TryRead(out var rating)) published.Add(rating);
        return published;
    }

    private Task EachAsync(
        IAsyncEnumerable<StoredRating> ratings, Func<StoredRating, Task> step, CancellationToken cancel) =>
        Parallel.ForEachAsync(
            ratings,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (rating, _) =>
            {
                try
                {
                    await step(rating);
                }
                catch (Exception error) when (!cancel.IsCancellationRequested)
                {
                    log.NotSettled(error, rating.Id);
                }
            });
}

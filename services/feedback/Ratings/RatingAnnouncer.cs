using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Ratings;

/// <summary>Ends what a crash or a broker that was away left undone: at start, and then at intervals.</summary>
internal sealed class RatingAnnouncer(
    FeedbackCollections store,
    SettleRating settle,
    FreezeRatings freeze,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    IOptions<FeedbackOptions> options,
    ILogger<RatingAnnouncer> log)
    : BackgroundService
{
    private DateTimeOffset _startedAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _startedAt = time.GetUtcNow();
        await store.EnsureAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);   // an event published before the bus has its queues would be lost
        var interval = TimeSpan.FromSeconds(options.Value.AnnounceSeconds);
        var before = _startedAt;              // nobody in this process is at work on what is older than itself
        var anew = options.Value.ReannounceAllAtStart;
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await PassAsync(before.ToUnixTimeMilliseconds(), anew, stoppingToken);
                anew = false;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.AnnouncerFailed(error);
            }
            before = time.GetUtcNow() - interval;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task StartedAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    private async Task PassAsync(long before, bool anew, CancellationToken cancel)
    {
        foreach (var old in Old("ratedAt", before))
            await foreach (
                var (id, rating) in store.Ratings.AllAsync([Condition.Is("announced", false), old], null, cancel))
                await TryAsync(() => SettleAsync(rating, cancel), error => log.NotSettled(error, id), cancel);
        foreach (var state in new[] { SetState.Open, SetState.Complete })
            await foreach (var (id, _) in store.Sets.AllAsync([Condition.Is("state", state.ToString())], null, cancel))
                await TryAsync(() => freeze.RunAsync(id, cancel), error => log.SetNotHealed(error, id), cancel);
        Condition[] unannounced =
        [
            Condition.Is("state", nameof(SetState.Frozen)),
            .. anew ? [] : new[] { Condition.Is("announced", false) },
        ];
        foreach (var old in Old("frozenAt", before))
            await foreach (var (id, set) in store.Sets.AllAsync([.. unannounced, old], null, cancel))
                await TryAsync(
                    () => freeze.AnnounceAsync(id, set, cancel), error => log.SetNotHealed(error, id), cancel);
    }

    // What was stored in the future was stored by a clock that was put back since.
    private Condition[] Old(string field, long before) =>
        [
            Condition.Below(field, before),
            Condition.Above(
                field,
                (time.GetUtcNow() + TimeSpan.FromSeconds(options.Value.AnnounceSeconds)).ToUnixTimeMilliseconds()),
        ];

    private async Task SettleAsync(StoredRating rating, CancellationToken cancel)
    {
        if (await settle.CountsInAsync(rating, cancel) is { } set) await settle.FinishAsync(rating, set, cancel);
    }

    // One that fails must not keep the others waiting.
    private static async Task TryAsync(Func<Task> step, Action<Exception> failed, CancellationToken cancel)
    {
        try
        {
            await step();
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            failed(error);
        }
    }
}

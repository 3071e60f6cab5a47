using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Webhooks;

/// <summary>
/// Sends due deliveries. Every endpoint has a lane of its own, so that one that does not answer delays no other.
/// </summary>
internal sealed class WebhookSender(
    FeedbackCollections store,
    IWebhookTransport transport,
    TimeProvider time,
    IOptions<FeedbackOptions> options,
    ILogger<WebhookSender> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), GiveUpEvery = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        options.Value.Webhooks.Select(endpoint => SendAsync(endpoint, stoppingToken))
            .Append(GiveUpAsync(stoppingToken)));

    private async Task SendAsync(WebhookEndpoint endpoint, CancellationToken cancel)
    {
        var lane = new WebhookLane(store, transport, endpoint, options.Value.WebhookTries, time);
        using var timer = new PeriodicTimer(Poll);
        while (await timer.WaitForNextTickAsync(cancel)) await TryAsync(() => lane.SendDueAsync(cancel), cancel);
    }

    // Again and again: the store may be away, and another replica with earlier settings still adds deliveries.
    private async Task GiveUpAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(GiveUpEvery, time);
        do await TryAsync(() => GiveUpOnceAsync(cancel), cancel);
        while (await timer.WaitForNextTickAsync(cancel));
    }

    private async Task TryAsync(Func<Task> act, CancellationToken cancel)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.WebhooksFailed(error);
        }
    }

    /// <summary>Ends deliveries to endpoints that the settings no longer name.</summary>
    private async Task GiveUpOnceAsync(CancellationToken cancel)
    {
        var named = options.Value.Webhooks.Select(e => e.Url).ToHashSet();
        await foreach (
            var delivery in store.Webhooks.AllAsync([Condition.Is("state", "pending")], null, cancel))
            if (!named.Contains(delivery.Value.Url))
                await store.Webhooks.ReplaceAsync(
                    delivery,
                    delivery.Value with
                    {
                        State = DeliveryState.Failed,
                        Tries =
                        [
                            .. delivery.Value.Tries,
                            new WebhookTry(
                                time.GetUtcNow().ToUnixTimeMilliseconds(),
                                null,
                                "the settings no longer name this endpoint"),
                        ],
                    },
                    cancel);
    }
}

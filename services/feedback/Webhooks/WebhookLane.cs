using System.Globalization;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Webhooks;

/// <summary>
/// The deliveries of one endpoint. A process leases a delivery before it sends it, so only one of several processes
/// does. After a crash it is sent again: an endpoint may see an event twice, with the same <c>webhook-id</c>. Waits are
/// measured by the running clock, from when this process first saw the delivery unchanged; the time of day only orders
/// deliveries and may end a pause early.
/// </summary>
internal sealed class WebhookLane(
    FeedbackCollections store,
    IWebhookTransport transport,
    WebhookEndpoint endpoint,
    int mostTries,
    TimeProvider time)
{
    private const int AtOnce = 4, Looked = 20;
    private const long FirstPauseMs = 5_000, LongestPauseMs = 3_600_000, LeaseMs = 60_000;
    private static readonly Condition _pending = Condition.Is("state", "pending");
    private Dictionary<string, (long Version, long Since)> _seen = [];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sends what is due, until nothing is.</summary>
    internal async Task SendDueAsync(CancellationToken cancel)
    {
        while (await DueAsync(cancel) is { Count: > 0 } due)
            await Task.WhenAll(due.Select(d => TryAsync(d, cancel)));
    }

    private async Task<IReadOnlyList<Stored<WebhookDelivery>>> DueAsync(CancellationToken cancel)
    {
        var page = await store.Webhooks.PageAsync(
            new DocumentQuery([_pending, Condition.Is("url", endpoint.Url)], "dueAt", PageSize: Looked), cancel);
        _seen = page.Documents.ToDictionary(d => d.Id, SeenSince);
        return [.. page.Documents.Where(IsDue).Take(AtOnce)];
    }

    private (long Version, long Since) SeenSince(Stored<WebhookDelivery> delivery) =>
        _seen.TryGetValue(delivery.Id, out var seen) && seen.Version == delivery.Version
            ? seen
            : (delivery.Version, time.GetTimestamp());

    private bool IsDue(Stored<WebhookDelivery> delivery) =>
        time.GetElapsedTime(_seen[delivery.Id].Since).TotalMilliseconds >= delivery.Value.WaitMs
            || (!delivery.Value.Leased && delivery.Value.DueAt <= Now);

    private async Task TryAsync(Stored<WebhookDelivery> delivery, CancellationToken cancel)
    {
        var leased = await store.Webhooks.ReplaceAsync(
            delivery, delivery.Value with { Leased = true, WaitMs = LeaseMs, DueAt = Now + LeaseMs }, cancel);
        if (leased is null) return;   // another process sends it
        var made = await SendAsync(leased.Value, cancel);
        var tries = leased.Value.Tries.Count - leased.Value.TriesBefore + 1;
        var pauseMs = (long)Math.Min(LongestPauseMs, FirstPauseMs * Math.Pow(2, tries - 1));
        await store.Webhooks.ReplaceAsync(
            leased,
            leased.Value with
            {
                Tries = [.. leased.Value.Tries, made],
                State = made.Status is >= 200 and <= 299 ? DeliveryState.Delivered
                    : tries >= mostTries ? DeliveryState.Failed
                    : DeliveryState.Pending,
                Leased = false,
                WaitMs = pauseMs,
                DueAt = Now + pauseMs,
            },
            cancel);
    }

    private async Task<WebhookTry> SendAsync(WebhookDelivery delivery, CancellationToken cancel)
    {
        var at = Now;
        var seconds = at / 1000;
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = delivery.Id,
            ["webhook-timestamp"] = seconds.ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = WebhookSignature.Of(endpoint.Key, delivery.Id, seconds, delivery.Body),
        };
        try
        {
            return new WebhookTry(
                at, await transport.PostAsync(endpoint.Address, delivery.Body, headers, cancel), null);
        }
        catch (Exception error) when (
            error is HttpRequestException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new WebhookTry(
                at,
                null,
                error is HttpRequestException
                    ? (error.InnerException as HttpRequestException ?? error).Message
                    : "expected a response within 10 seconds, got none");
        }
    }
}

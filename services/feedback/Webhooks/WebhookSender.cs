using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Webhooks;

/// <summary>
/// Sends due deliveries. A process leases a delivery by postponing its next attempt, so only one of several processes
/// sends it. After a crash it is sent again: an endpoint may see an event twice, with the same <c>webhook-id</c>.
/// </summary>
internal sealed class WebhookSender(
    FeedbackCollections store,
    IWebhookTransport transport,
    TimeProvider time,
    IOptions<FeedbackOptions> options,
    ILogger<WebhookSender> log) : BackgroundService
{
    private const int AtOnce = 20, FirstPauseMs = 5_000, LongestPauseMs = 3_600_000, LeaseMs = 60_000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Webhooks.Length == 0) return;
        using var timer = new PeriodicTimer(Poll);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Condition[] due = [Condition.Is("state", "pending"), Condition.Below("dueAt", Now + 1)];
                var page = await store.Webhooks.PageAsync(
                    new DocumentQuery(due, "dueAt", PageSize: AtOnce), stoppingToken);
                await Task.WhenAll(page.Documents.Select(d => TryAsync(d.Id, stoppingToken)));
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.WebhooksFailed(error);
            }
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TryAsync(string id, CancellationToken cancel)
    {
        var leased = await ChangeAsync(
            id,
            d => d.State == DeliveryState.Pending && d.DueAt <= Now ? d with { DueAt = Now + LeaseMs } : null,
            cancel);
        if (leased is null) return;
        var made = await SendAsync(leased, cancel);
        var done = made.Status is >= 200 and <= 299;
        await ChangeAsync(id, d => d.State != DeliveryState.Pending ? null : d with
        {
            Tries = [.. d.Tries, made],
            State = done
                ? DeliveryState.Delivered
                : d.Tries.Count + 1 >= options.Value.WebhookTries
                ? DeliveryState.Failed
                : DeliveryState.Pending,
            DueAt = Now + (long)Math.Min(LongestPauseMs, FirstPauseMs * Math.Pow(2, d.Tries.Count)),
        }, cancel);
    }

    private async Task<WebhookTry> SendAsync(WebhookDelivery delivery, CancellationToken cancel)
    {
        var at = Now;
        if (options.Value.Webhooks.FirstOrDefault(e => e.Url == delivery.Url) is not { } endpoint)
            return new WebhookTry(at, null, "the settings no longer name this endpoint");
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

    private Task<WebhookDelivery?> ChangeAsync(
        string id,
        Func<WebhookDelivery, WebhookDelivery?> change,
        CancellationToken cancel) => store.Webhooks.UpdateAsync(id, change, cancel);
}

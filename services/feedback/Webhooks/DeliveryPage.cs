using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Webhooks;

/// <summary>A page of the delivery log.</summary>
/// <param name="Deliveries">The deliveries, newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryEntry> Deliveries, string? Next);

/// <summary>A delivery, without parts of address and body that may contain secrets.</summary>
/// <param name="Id">The value of the header webhook-id.</param>
/// <param name="Type">rating.stored, ratings.frozen, adapter.evaluated, reward.rejected or stage.failed.</param>
/// <param name="Host">The host of the endpoint.</param>
/// <param name="State">The state.</param>
/// <param name="CreatedAt">The time of the event, as Unix time in milliseconds.</param>
/// <param name="DueAt">The time of the next attempt, if it waits.</param>
/// <param name="Tries">All attempts.</param>
internal sealed record DeliveryEntry(
    string Id,
    string Type,
    string Host,
    DeliveryState State,
    long CreatedAt,
    long DueAt,
    IReadOnlyList<WebhookTry> Tries)
{
    internal static DeliveryEntry Of(WebhookDelivery delivery) =>
        new(
            delivery.Id,
            delivery.Type,
            new Uri(delivery.Url).Host,
            delivery.State,
            delivery.CreatedAt,
            delivery.DueAt,
            delivery.Tries);
}

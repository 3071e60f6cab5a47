using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Webhooks;

/// <summary>A page of the delivery log.</summary>
/// <param name="Deliveries">The latest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryEntry> Deliveries, string? Next);

/// <summary>A delivery, without what an address or a body may hold of secrets.</summary>
/// <param name="Id">What the endpoint got as webhook-id.</param>
/// <param name="Type">rating.stored, ratings.frozen, adapter.evaluated, reward.rejected or stage.failed.</param>
/// <param name="Host">Where to.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When the event came, as Unix time in milliseconds.</param>
/// <param name="DueAt">When it is tried next, if it waits.</param>
/// <param name="Tries">Every request that was made.</param>
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

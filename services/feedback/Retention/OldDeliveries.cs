using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>Deliveries to webhooks that succeeded or failed. Pending ones stay.</summary>
internal sealed class OldDeliveries(FeedbackCollections store)
    : OldDocuments<WebhookDelivery>(store.Webhooks, RetentionRules.Deliveries)
{
    protected override (Condition[] Conditions, string? OrderBy) Query(long before) =>
        ([Condition.Below("createdAt", before)], "createdAt");

    protected override long? EndOf(WebhookDelivery document) => document.State == DeliveryState.Pending
        ? null
        : document.Tries.Select(t => t.At).DefaultIfEmpty(document.CreatedAt).Max();

    protected override string Why(WebhookDelivery document, string day) => $"{document.Type}, last tried on {day}";
}

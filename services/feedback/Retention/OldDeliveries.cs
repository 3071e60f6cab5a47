using System.Runtime.CompilerServices;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>Deliveries to webhooks that succeeded or failed. Pending ones stay.</summary>
internal sealed class OldDeliveries(FeedbackCollections store) : IRetained
{
    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (limits.BeforeMs(RetentionRules.Deliveries) is not { } before) yield break;
        await foreach (
            var delivery in store.Webhooks.AllAsync([Condition.Below("createdAt", before)], "createdAt", cancel))
        {
            var last = delivery.Value.Tries.Select(t => t.At).DefaultIfEmpty(delivery.Value.CreatedAt).Max();
            if (delivery.Value.State == DeliveryState.Pending || last >= before) continue;
            yield return new Due(
                RetentionRules.Deliveries,
                delivery.Id,
                $"{delivery.Value.Type}, last tried on {RetentionLimits.Day(last)}",
                stop => store.Webhooks.DeleteAsync(delivery, stop));
        }
    }
}

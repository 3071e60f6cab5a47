using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Webhooks;

/// <summary>Queues events for delivery, once for each endpoint, even if it is called repeatedly.</summary>
internal sealed class WebhookQueue(FeedbackCollections store, TimeProvider time, IOptions<FeedbackOptions> options)
{
    internal const string RatingStored = "rating.stored", RatingsFrozen = "ratings.frozen",
        AdapterEvaluated = "adapter.evaluated", RewardRejected = "reward.rejected", StageFailed = "stage.failed";

    /// <summary>A rating, under the ids that its rater knows.</summary>
    internal Task AddAsync(StoredRating rating, string itemId, CancellationToken cancel)
    {
        var ratingId = Rating.IdOf(itemId, rating.Revision);
        return AddAsync(
            RatingStored, ratingId, rating.Event with { ImageId = itemId, RatingId = ratingId }, cancel);
    }

    internal Task AddAsync(FeedbackQuorumReached frozen, CancellationToken cancel) =>
        AddAsync(RatingsFrozen, frozen.RatingsKey, frozen, cancel);

    internal Task AddAsync(AdapterEvaluated evaluated, CancellationToken cancel) =>
        AddAsync(AdapterEvaluated, evaluated.ReportKey, evaluated, cancel);

    internal Task AddAsync(RewardModelRejected rejected, CancellationToken cancel) =>
        AddAsync(RewardRejected, rejected.ReportKey, rejected, cancel);

    /// <summary>A job that is redriven and fails for another reason is delivered again.</summary>
    internal Task AddAsync(StageFailed failed, CancellationToken cancel) =>
        AddAsync(
            StageFailed, $"{failed.JobId}-{Fingerprint.Of(Encoding.UTF8.GetBytes(failed.Reason))}", failed, cancel);

    /// <summary>
    /// The number of deliveries in a state to the endpoints that the settings name. What an endpoint did not get that
    /// has left the settings needs nobody's attention.
    /// </summary>
    internal async Task<long> CountAsync(DeliveryState state, CancellationToken cancel)
    {
        var count = 0L;
        foreach (var url in Named)
            count += await store.Webhooks.CountAsync([InState(state), Condition.Is("url", url)], cancel);
        return count;
    }

    /// <summary>Has failed deliveries tried again with all tries. Returns how many; those whose endpoint left the
    /// settings stay failed.</summary>
    internal async Task<int> RedriveAsync(CancellationToken cancel)
    {
        var named = Named;
        var count = 0;
        await foreach (var delivery in store.Webhooks.AllAsync([InState(DeliveryState.Failed)], null, cancel))
            if (named.Contains(delivery.Value.Url)
                && await store.Webhooks.ReplaceAsync(delivery, Again(delivery.Value), cancel) is not null) count++;
        return count;
    }

    private HashSet<string> Named => [.. options.Value.Webhooks.Select(endpoint => endpoint.Url)];

    private WebhookDelivery Again(WebhookDelivery failed) => failed with
    {
        State = DeliveryState.Pending,
        DueAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        WaitMs = 0,
        TriesBefore = failed.Tries.Count,
    };

    private static Condition InState(DeliveryState state) =>
        Condition.Is("state", state.ToString().ToLowerInvariant());

    private async Task AddAsync<T>(string type, string eventId, T data, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var endpoint in options.Value.Webhooks)
        {
            var delivery = new WebhookDelivery
            {
                Id = WebhookDelivery.IdOf(type, eventId, endpoint.Url),
                Url = endpoint.Url,
                Type = type,
                Body = JsonSerializer.Serialize(new { type, timestamp = now, data }, ContractJson.Options),
                State = DeliveryState.Pending,
                CreatedAt = now.ToUnixTimeMilliseconds(),
                DueAt = now.ToUnixTimeMilliseconds(),
            };
            await store.Webhooks.AddAsync(delivery.Id, delivery, cancel);
        }
    }
}

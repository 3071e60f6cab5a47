using Microsoft.Extensions.Hosting;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Blinding;

/// <summary>
/// Blinds the open sets of earlier versions at start: gives them a secret, their images public ids, and another id to
/// each item that its rater knew by the image's own. A repeat changes nothing.
/// </summary>
internal sealed class BlindOpenSets(FeedbackCollections store, Blinds blinds) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var (setId, _) in store.OpenSetsAsync(null, cancellationToken))
            await BlindAsync(setId, await blinds.OfAsync(setId, cancellationToken), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task BlindAsync(string setId, Blind blind, CancellationToken cancel)
    {
        Condition[] ofSet = [Condition.Is("setId", setId)];
        if (await store.Images.FirstAsync(ofSet, cancel) is not { Value.PublicId: null }) return;
        await foreach (var shown in store.Presentations.AllAsync(ofSet, null, cancel))
            await store.Presentations.UpdateAsync(
                shown,
                p => p.ItemId == p.ImageId ? p with { ItemId = blind.ItemId(p.Rater, p.ImageId) } : null,
                cancel);
        await foreach (var rated in store.Ratings.AllAsync(ofSet, null, cancel))
            await store.Ratings.UpdateAsync(
                rated,
                r => r.ItemId is null || r.ItemId == r.ImageId
                    ? r with { ItemId = blind.ItemId(r.Rater, r.ImageId) }
                    : null,
                cancel);
        // in an order that reading does not change; the image that is looked at first comes last
        var images = new List<Stored<QueuedImage>>();
        await foreach (var image in store.Images.AllAsync(ofSet, null, cancel)) images.Add(image);
        foreach (var image in images.AsEnumerable().Reverse())
            await store.Images.UpdateAsync(
                image,
                i => i.PublicId is null
                    ? i with { PublicId = blind.ImageId(image.Id), OrderKey = blind.OrderKey(image.Id) }
                    : null,
                cancel);
    }
}

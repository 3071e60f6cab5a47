using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Records;

/// <summary>What an id stands for when a certain rater says it.</summary>
internal sealed class Subjects(FeedbackCollections store)
{
    /// <summary>
    /// The item that was put before the rater, or the queued image of that id; null when it is neither.
    /// </summary>
    internal async Task<Subject?> FindAsync(Rater rater, string itemId, CancellationToken cancel)
    {
        if (!Names.IsImageId(itemId)) return null;
        Condition[] shown = [Condition.Is("rater", rater.Name), Condition.Is("itemId", itemId)];
        if (await store.Presentations.FirstAsync(shown, cancel) is { Value: var item })
            return new Subject(itemId, item.ImageId, item.SetId, item.Role, item.Key, item.RightKey, item.Sides);
        // a reviewer may know an image's id, and who said what of it, from an export
        if (rater.Role != RaterRole.Rater) return null;
        var image = await store.Images.GetAsync(itemId, cancel);
        return image is null
            ? null
            : new Subject(itemId, itemId, image.SetId, ItemRole.Study, image.Key, image.RightKey, image.Sides);
    }
}

/// <summary>What there is to rate.</summary>
/// <param name="ItemId">As the rater knows it.</param>
/// <param name="ImageId">What ratings of it are stored under.</param>
/// <param name="SetId">Its set.</param>
/// <param name="Role">Why the rater sees it.</param>
/// <param name="Key">The PNG in the object store; of a pair the left one.</param>
/// <param name="RightKey">Of a pair the PNG on the right.</param>
/// <param name="Sides">Of a pair, its images; null for one of real tiles.</param>
internal sealed record Subject(
    string ItemId,
    string ImageId,
    string SetId,
    ItemRole Role,
    string Key,
    string? RightKey,
    Sides? Sides)
{
    internal bool OfPair => RightKey is not null;
}

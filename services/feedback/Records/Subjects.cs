using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Records;

/// <summary>Finds the item that a rater means by an id.</summary>
internal sealed class Subjects(FeedbackCollections store)
{
    /// <summary>
    /// The item that was shown to the rater, or the queued image with this id; null if there is neither.
    /// </summary>
    internal async Task<Subject?> FindAsync(Rater rater, string itemId, CancellationToken cancel)
    {
        if (!Names.IsImageId(itemId)) return null;
        Condition[] shown = [Condition.Is("rater", rater.Name), Condition.Is("itemId", itemId)];
        if (await store.Presentations.FirstAsync(shown, cancel) is { Value: var item })
            return new Subject(itemId, item.ImageId, item.SetId, item.Role, item.Key, item.RightKey, item.Sides);
        // a reviewer may know an image's id and its ratings from an export
        if (rater.Role != RaterRole.Rater) return null;
        var image = await store.Images.GetAsync(itemId, cancel);
        return image is null
            ? null
            : new Subject(itemId, itemId, image.SetId, ItemRole.Study, image.Key, image.RightKey, image.Sides);
    }
}

/// <summary>An item to rate.</summary>
/// <param name="ItemId">The id that the rater sees.</param>
/// <param name="ImageId">The id under which its ratings are stored.</param>
/// <param name="SetId">Its set.</param>
/// <param name="Role">The reason why the rater sees it.</param>
/// <param name="Key">The PNG in the object store; for a pair, the left one.</param>
/// <param name="RightKey">For a pair, the PNG on the right.</param>
/// <param name="Sides">For a pair, its images; null for a pair of real tiles.</param>
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

using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Blinding;

/// <summary>Finds the item that a rater means by an id.</summary>
internal sealed class Subjects(FeedbackCollections store, Blinds blinds)
{
    /// <summary>
    /// The item that was shown to the rater, or the queued image with this public id; null if there is neither.
    /// </summary>
    internal async Task<Subject?> FindAsync(Rater rater, string itemId, CancellationToken cancel)
    {
        if (!Names.IsImageId(itemId)) return null;
        Condition[] shown = [Condition.Is("rater", rater.Name), Condition.Is("itemId", itemId)];
        if (await store.Presentations.FirstAsync(shown, cancel) is { Value: var item })
            return new Subject(
                itemId,
                item.ImageId,
                item.SetId,
                item.Role,
                item.Key,
                item.RightKey,
                item.Sides,
                item.Turn,
                item.RightTurn);
        // a reviewer decides only on what the queue shows
        if (rater.Role != RaterRole.Rater) return null;
        if (await store.Images.FirstAsync([Condition.Is("publicId", itemId)], cancel) is not { } found) return null;
        var (imageId, image) = (found.Id, found.Value);
        var blind = await blinds.OfAsync(image.SetId, cancel);
        return blind.IsSeeded && rater.Kind != RaterKind.Simulated
            ? null
            : new Subject(
                itemId,
                imageId,
                image.SetId,
                ItemRole.Study,
                image.Key,
                image.RightKey,
                image.Sides,
                blind.Turn(rater.Name, imageId, Presentation.LeftSide),
                blind.Turn(rater.Name, imageId, Presentation.RightSide));
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
/// <param name="Turn">The orientation in which the rater sees it; for a pair, the left image.</param>
/// <param name="RightTurn">For a pair, the orientation of the right image.</param>
internal sealed record Subject(
    string ItemId,
    string ImageId,
    string SetId,
    ItemRole Role,
    string Key,
    string? RightKey,
    Sides? Sides,
    int Turn,
    int RightTurn)
{
    internal bool OfPair => RightKey is not null;
}

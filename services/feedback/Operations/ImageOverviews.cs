using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Records;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Operations;

/// <summary>Finds the images of a round with their ratings.</summary>
internal sealed class ImageOverviews(FeedbackCollections store, RoundInputs inputs)
{
    /// <summary>The possible joint verdicts of all raters on an image.</summary>
    internal static readonly string[] Verdicts = ["plausible", "implausible", "unsure", "unrated"];

    private const string RightSide = "right";

    /// <summary>A page of a round's images; null when none were queued.</summary>
    /// <param name="roundId">The round.</param>
    /// <param name="purpose">The purpose of the ratings.</param>
    /// <param name="shownAs">Only images of the class with this code; null for all.</param>
    /// <param name="verdict">One of <see cref="Verdicts"/>; null for all.</param>
    /// <param name="blind">Whether origin and ratings are hidden; a verdict then finds nothing.</param>
    /// <param name="count">1 to 1,000.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidCursorException">The cursor does not belong to this list.</exception>
    internal async Task<ImageOverviewPage?> PageAsync(
        string roundId,
        ImagePurpose purpose,
        string? shownAs,
        string? verdict,
        bool blind,
        int count,
        string? after,
        CancellationToken cancel)
    {
        var setId = RatingSet.IdOf(roundId, purpose);
        if (await store.Sets.GetAsync(setId, cancel) is not { } set) return null;
        var entries = (await inputs.ImagesAsync(set.ImagesKey, cancel)).Images.ToDictionary(e => e.Id);
        List<Condition> conditions = [Condition.Is("setId", setId)];
        if (shownAs is not null)
        {
            var label = set.Dataset.LabelOf(shownAs) ?? throw new UnknownClassException(set.Dataset);
            conditions.Add(Condition.Is("label", (long)label));
        }
        var page = await store.Images.PageAsync(
            new DocumentQuery(conditions, "orderKey", PageSize: count, After: after), cancel);
        var images = new List<ImageOverview>();
        foreach (var (imageId, image) in page.Documents)
        {
            var ratings = blind ? [] : await RatingsAsync(imageId, cancel);
            images.AddRange(
                image.Sides is not { } sides
                    ? [Of(set.Dataset, entries[imageId], ratings) with { PublicId = image.PublicId }]
                    :
                    [
                        Of(set.Dataset, entries[sides.LeftId], ratings) with
                        {
                            Side = "left",
                            BesideId = sides.RightId,
                            PublicId = image.PublicId,
                        },
                        Of(set.Dataset, entries[sides.RightId], ratings) with
                        {
                            Side = RightSide,
                            BesideId = sides.LeftId,
                            PublicId = image.PublicId,
                        },
                    ]);
        }
        if (verdict is not null) images.RemoveAll(i => VerdictOf(i) != verdict);
        return new ImageOverviewPage(
            blind ? [.. images.Select(Blinded)] : images, page.Next, [.. set.Dataset.Codes]);
    }

    /// <summary>
    /// The joint verdict, as the share in reports counts it: plausible above the middle of the scale; a reviewer's
    /// decision replaces the ratings. In a pair, the chosen image is plausible.
    /// </summary>
    private static string VerdictOf(ImageOverview image)
    {
        if (image.Ratings.Count == 0) return "unrated";
        var counted = image.Ratings.Any(r => r.Decides) ? image.Ratings.Where(r => r.Decides) : image.Ratings;
        var mean = counted.Average(r => VerdictLevel.Of(r.Verdict).Plausibility);
        return (image.Side is null or RightSide ? mean : 1 - mean) switch
        {
            > 0.5 => "plausible",
            < 0.5 => "implausible",
            _ => "unsure",
        };
    }

    private static ImageOverview Blinded(ImageOverview image) =>
        new(null, image.Class, null, null, null, [], image.Side, PublicId: image.PublicId);

    private static ImageOverview Of(
        DatasetDescription dataset, ImageEntry entry, IReadOnlyList<ImageRating> ratings) =>
        new(entry.Id, dataset.Classes[entry.Label].Code, entry.Key, entry.Index, entry.Arm, ratings, Name: entry.Name);

    private async Task<IReadOnlyList<ImageRating>> RatingsAsync(string imageId, CancellationToken cancel)
    {
        var latest = new SortedDictionary<string, StoredRating>(StringComparer.Ordinal);
        foreach (var id in (string[])[imageId, Presentation.DecisionIdOf(imageId)])
            await foreach (var (_, rating) in store.Ratings.AllAsync([Condition.Is("imageId", id)], null, cancel))
                if (
                    rating is { Held: false }
                        && (!latest.TryGetValue(rating.Rater, out var known) || known.Revision < rating.Revision))
                    latest[rating.Rater] = rating;
        return
        [
            .. latest.Values.Select(
                r =>
                    new ImageRating(
                        r.Rater,
                        r.Simulated,
                        r.Verdict,
                        r.Faults,
                        r.Remark,
                        DateTimeOffset.FromUnixTimeMilliseconds(r.RatedAt),
                        r.Role == ItemRole.Decision))
        ];
    }
}

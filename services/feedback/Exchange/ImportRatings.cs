using Microsoft.AspNetCore.Http.HttpResults;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Messaging.Metrics;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// Stores ratings from another tool: all ratings of a file, or none if a line breaks a rule. They count only after the
/// last one is stored, so that the first ones cannot freeze the set without the others; then the reconciler settles
/// them. An interrupted import resumes when it is sent again.
/// </summary>
internal sealed class ImportRatings(FeedbackCollections store, Blinds blinds, CheckImport check)
{
    /// <summary>The result, or the problem to answer with.</summary>
    /// <exception cref="InvalidInputException">A line breaks a rule; nothing was stored.</exception>
    internal async Task<(ImportResult? Result, ProblemHttpResult? Problem)> RunAsync(
        string roundId, Func<IEnumerable<PlacedLine>> read, CancellationToken cancel)
    {
        var sets = NameRule.IsName(roundId)
            ? await SetItems.OfRoundAsync(store, blinds, roundId, cancel)
            : new Dictionary<string, SetItems>();
        if (sets.Count == 0) return (null, FeedbackProblems.UnknownRound());
        var lines = await new Corrections(store.Ratings).NumberedAsync(
            [.. read().Select(line => OfImage(line, sets))], cancel);
        var ratings = await check.RunAsync(lines, sets, cancel);
        var (fresh, problem) = await FreshAsync(ratings, lines, sets, cancel);
        if (problem is not null) return (null, problem);

        foreach (var rating in fresh)
        {
            if (!await store.Ratings.AddAsync(rating.Id, rating, cancel))
                return (
                    null,
                    FeedbackProblemKinds.RatingDiffers.Answer(
                        $"expected a free id '{rating.Id}', found it stored in the meantime"));
            RoundMetrics.RatingStored(VerdictLevel.Of(rating.Verdict).Name, rating.Simulated);
        }
        foreach (var rating in ratings) await ReleaseAsync(rating.Id, cancel);
        return (new ImportResult(fresh.Count, ratings.Count - fresh.Count), null);
    }

    private async Task<(IReadOnlyList<StoredRating> Fresh, ProblemHttpResult? Problem)> FreshAsync(
        IReadOnlyList<StoredRating> ratings,
        IReadOnlyList<PlacedLine> lines,
        IReadOnlyDictionary<string, SetItems> sets,
        CancellationToken cancel)
    {
        var (fresh, known) = (new List<StoredRating>(), ratings.Select(r => r.Id).ToHashSet());
        foreach (var (rating, (place, line)) in ratings.Zip(lines))
        {
            if (await store.Ratings.GetAsync(rating.Id, cancel) is { } there)
            {
                if (Text(there) != Text(rating))
                    return (
                        [],
                        FeedbackProblemKinds.RatingDiffers.Answer(
                            $"{place}: expected a new rating or the stored one for '{rating.Id}', found other " +
                                $"content"));
                continue;
            }
            if (!rating.Late && sets[line.Purpose].Set.State != SetState.Open)
                return ([], FeedbackProblems.SetFrozen());
            var before = StoredRating.IdOf(rating.ImageId, rating.Rater, rating.Revision - 1);
            if (
                rating.Revision > 0
                    && !known.Contains(before)
                    && !await store.Ratings.ExistsAsync(before, cancel))
                throw new InvalidInputException(
                    PlacedLine.Source,
                    place,
                    $"revision: expected revision {rating.Revision - 1} in the file or in the store, found neither");
            fresh.Add(rating);
        }
        return (fresh, null);
    }

    // A program that showed images to its own raters knows them by their public ids.
    private static PlacedLine OfImage(PlacedLine placed, IReadOnlyDictionary<string, SetItems> sets) =>
        !placed.HasRevision && sets.TryGetValue(placed.Line.Purpose, out var set)
            ? placed with { Line = placed.Line with { ImageId = set.ImageOf(placed.Line.ImageId) } }
            : placed;

    private Task ReleaseAsync(string id, CancellationToken cancel) => store.Ratings.UpdateAsync(
        id, r => r.Held ? r with { Held = false, Announced = r.Role == ItemRole.Decision || r.Late } : null, cancel);

    private static string Text(StoredRating rating) => RatingLines.Write(RatingLine.Of(rating));
}

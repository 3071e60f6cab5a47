using Microsoft.AspNetCore.Http.HttpResults;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// Stores ratings from another tool: all ratings of a file, or none. While the file is read, new ratings are staged in
/// an object that nothing refers to. One document commits them as a whole; then they move into their sets.
/// </summary>
internal sealed class ImportRatings(
    FeedbackCollections store,
    Blinds blinds,
    IObjectStore objects,
    CheckImport check,
    CommittedImports committed,
    AuditLog audit)
{
    /// <summary>The result, or the problem to answer with.</summary>
    /// <param name="who">Who imports.</param>
    /// <param name="roundId">The round.</param>
    /// <param name="lines">The ratings of the file, as they arrive.</param>
    /// <param name="cancel">Stops; then nothing is stored.</param>
    /// <exception cref="InvalidInputException">A line breaks a rule; nothing was stored.</exception>
    internal async Task<(ImportResult? Result, ProblemHttpResult? Problem)> RunAsync(
        Rater who, string roundId, IAsyncEnumerable<PlacedLine> lines, CancellationToken cancel)
    {
        var sets = NameRule.IsName(roundId)
            ? await SetItems.OfRoundAsync(store, blinds, roundId, cancel)
            : new Dictionary<string, SetItems>();
        if (sets.Count == 0) return (null, FeedbackProblems.UnknownRound());
        await using var staged = new StagedImport(objects, cancel);
        var (all, fresh, touched, revisions) = (0, 0, new HashSet<string>(), new Revisions(store));
        var numbered = new Corrections(store.Ratings).NumberedAsync(
            lines.Select(line => OfImage(line, sets)), cancel);
        await foreach (var (place, rating) in check.RunAsync(numbered, sets, who.Role == RaterRole.Service, cancel))
        {
            all++;
            await revisions.AddAsync(place, rating, cancel);
            var there = await store.Ratings.GetAsync(rating.Id, cancel);
            if (there is not null && Text(there) != Text(rating))
                return (
                    null,
                    FeedbackProblemKinds.RatingDiffers.Answer(
                        $"{place}: expected a new rating or the stored one for '{rating.Id}', found other content"));
            if (there is { Held: false }) continue;
            if (await store.ChangesRatingMadeHereAsync(rating, cancel))
                return (
                    null,
                    FeedbackProblemKinds.NotItsRater.Answer(
                        $"{place}: expected no change of the rating that '{rating.Rater}' gave here"));
            fresh++;
            if (!rating.Late) touched.Add(rating.SetId);
            await staged.AddAsync(rating, cancel);
        }
        revisions.RequireComplete();
        if (!await AreOpenAsync(touched, cancel)) return (null, FeedbackProblems.SetFrozen());
        if (fresh > 0) await CommitAsync(who.Name, roundId, await staged.CompleteAsync(), sets.Values, cancel);
        return (new ImportResult(fresh, all - fresh), null);
    }

    private async Task<bool> AreOpenAsync(IEnumerable<string> setIds, CancellationToken cancel)
    {
        foreach (var setId in setIds)
            if (await store.Sets.GetAsync(setId, cancel) is not { State: SetState.Open }) return false;
        return true;
    }

    private async Task CommitAsync(
        string who, string roundId, string key, IEnumerable<SetItems> sets, CancellationToken cancel)
    {
        var import = new CommittedImport { RatingsKey = key, Waiting = [.. sets.Select(s => s.SetId)] };
        var id = Fingerprint.Of("import", key);
        await audit.AppendAsync(who, "ratings-imported", $"{roundId}:{key}", cancel);
        await store.Imports.PutAsync(id, _ => import, cancel);

        // Committed: a client that disconnects does not stop the rest, and after a crash the reconciler continues.
        if (await store.Imports.ReadAsync(id, CancellationToken.None) is { } read)
            await committed.ApplyAsync(read, CancellationToken.None);
    }

    // A program that showed images to its own raters knows them by their public ids.
    private static PlacedLine OfImage(PlacedLine placed, IReadOnlyDictionary<string, SetItems> sets) =>
        !placed.HasRevision && sets.TryGetValue(placed.Line.Purpose, out var set)
            ? placed with { Line = placed.Line with { ImageId = set.ImageOf(placed.Line.ImageId) } }
            : placed;

    private static string Text(StoredRating rating) => RatingLines.Write(RatingLine.Of(rating));
}

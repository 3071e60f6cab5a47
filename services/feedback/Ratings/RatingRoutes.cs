using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Ratings;

/// <summary>Stores ratings and returns them to their own rater.</summary>
internal static class RatingRoutes
{
    private const string IdempotencyKey = "Idempotency-Key";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/ratings", RateAsync).RequireAuthorization(Policies.Rates)
            .Describe(
                "rateImage",
                FeedbackTags.Rating,
                "Rate an image",
                "A changed rating is a separate rating with the next revision, within the study's changeMinutes. A " +
                    "reviewer's rating decides on a disputed image.")
            .Takes(
                ParameterNote.Header(
                    IdempotencyKey,
                    "Chosen by the client, new for each rating; a repeated request with the same key is stored once.",
                    Names.IdempotencyKeyPattern,
                    "b1946ac9",
                    required: true))
            .TakesJson("The rating.", RatingExamples.Request)
            .Answers(StatusCodes.Status201Created, "The rating is stored.", RatingExamples.Rating)
            .Answers(StatusCodes.Status200OK, "The rating was stored before.", RatingExamples.Rating)
            .MayAnswer(
                ProblemKinds.InvalidIdempotencyKey,
                FeedbackProblemKinds.InvalidRating,
                FeedbackProblemKinds.UnknownImage,
                FeedbackProblemKinds.IdempotencyKeyReused,
                FeedbackProblemKinds.AlreadyRated,
                FeedbackProblemKinds.AlreadyDecided,
                FeedbackProblemKinds.NothingToChange,
                FeedbackProblemKinds.TooLateToChange,
                FeedbackProblemKinds.SetFrozen);
        api.MapGet("/ratings", ListAsync).RequireAuthorization(Policies.Rates)
            .Describe(
                "listRatings",
                FeedbackTags.Rating,
                "List the caller's ratings, newest first",
                "Every revision is a rating.")
            .Takes(PageNotes.Parameters)
            .Answers(StatusCodes.Status200OK, "A page of ratings.", new RatingPage([RatingExamples.Rating], null))
            .WithEntityTag().MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/ratings/{id}", GetAsync).RequireAuthorization(Policies.Rates)
            .Describe("getRating", FeedbackTags.Rating, "Get one of the caller's ratings")
            .Takes(ParameterNote.Path("id", "Its id.", Names.NamePattern, ExampleValues.RatingId))
            .Answers(StatusCodes.Status200OK, "The rating.", RatingExamples.Rating)
            .WithEntityTag().MayAnswer(FeedbackProblemKinds.UnknownRating);
    }

    private static async Task<Results<Created<Rating>, Ok<Rating>, ProblemHttpResult>> RateAsync(
        HttpContext http, SubmitRating submit, Blinds blinds, IOptions<FeedbackOptions> options)
    {
        var keys = http.Request.Headers[IdempotencyKey];
        if (keys.Count != 1 || !Names.IsIdempotencyKey(keys[0])) return Problems.InvalidIdempotencyKey();
        var (request, problem) = await BoundedBody.ReadAsync<RatingRequest>(
            http.Request, options.Value.MaxBodyBytes, RatingRequest.Json, http.RequestAborted);
        if (request is null) return problem!;
        (var result, problem) = await submit.RunAsync(http.Rater(), keys[0]!, request, http.RequestAborted);
        if (result is null) return problem!;
        Activity.Current?.SetTag("pathalign.round", result.Rating!.Event.RoundId);
        var rating = await blinds.ShowAsync(result.Rating!, http.RequestAborted);
        return result.Outcome == RateOutcome.Stored
            ? TypedResults.Created($"{Routes.Prefix}/ratings/{rating.Id}", rating)
            : TypedResults.Ok(rating);
    }

    private static async Task<Results<Ok<RatingPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, FeedbackCollections store, Blinds blinds, string? count, string? after)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        // the store's cursor holds the id under which the last rating is stored, which tells what was rated
        var cursors = await blinds.OfCursorsAsync(http.RequestAborted);
        var cursor = after is null ? null : cursors.Open(after);
        if (after is not null && cursor is null)
            return Problems.InvalidQuery("after: expected the 'next' of an earlier page");
        // Late ratings do not count, and their rater knows it from the error.
        Condition[] own = [Condition.Is("rater", http.Rater().Name), Condition.Is("late", false)];
        var page = await store.Ratings.PageAsync(
            new DocumentQuery(own, "ratedAt", Descending: true, most, cursor), http.RequestAborted);
        var ratings = new List<Rating>();
        foreach (var rating in page.Values.Where(rating => !rating.Held))
            ratings.Add(await blinds.ShowAsync(rating, http.RequestAborted));
        return TypedResults.Ok(new RatingPage(ratings, page.Next is null ? null : cursors.Seal(page.Next)));
    }

    private static async Task<Results<Ok<Rating>, ProblemHttpResult>> GetAsync(
        HttpContext http, FeedbackCollections store, Subjects subjects, Blinds blinds, string id)
    {
        if (!NameRule.IsName(id) || Rating.Parts(id) is not var (itemId, revision))
            return FeedbackProblems.UnknownRating();
        var (rater, cancel) = (http.Rater(), http.RequestAborted);
        var rating = await subjects.FindAsync(rater, itemId, cancel) is { } subject
            ? await store.Ratings.GetAsync(StoredRating.IdOf(subject.ImageId, rater.Name, revision), cancel)
            : await UnshownAsync(store, rater, itemId, revision, cancel);
        return rating is { Late: false, Held: false }
            ? TypedResults.Ok(await blinds.ShowAsync(rating, cancel))
            : FeedbackProblems.UnknownRating();
    }

    // A rating without its presentation: imported, or so old that retention removed what was shown. It is looked for
    // among the rater's ratings, since an index would make every rating slower for a rare question.
    private static async Task<StoredRating?> UnshownAsync(
        FeedbackCollections store, Rater rater, string itemId, int revision, CancellationToken cancel)
    {
        Condition[] own =
        [
            Condition.Is("rater", rater.Name),
            Condition.Is("itemId", itemId),
            Condition.Is("revision", (long)revision),
        ];
        return (await store.Ratings.FirstAsync(own, cancel))?.Value;
    }
}

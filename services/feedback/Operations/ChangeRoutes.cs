using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>The history of changed ratings, for operators.</summary>
internal static class ChangeRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/rounds/{roundId}/changes", ListAsync).RequireAuthorization(Policies.Watches)
        .Describe(
            "listChanges",
            FeedbackTags.Operations,
            "List the changed ratings of a round, the latest first",
            "Who changed what, when, from what to what. Nothing is overwritten: exports have every revision too. " +
                "While a set of the round is open, only operators get it.")
        .Takes(
            ParameterNote.Path("roundId", "The round.", Names.NamePattern, ExampleValues.RoundId),
            PurposeQuery.Note)
        .Takes(PageNotes.Parameters)
        .Answers(StatusCodes.Status200OK, "A page of changes.", OperationsExamples.Changes)
        .WithEntityTag().MayAnswer(
            ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownRound, FeedbackProblemKinds.SetOpen);

    private static async Task<Results<Ok<RatingChangePage>, ProblemHttpResult>> ListAsync(
        HttpContext http, FeedbackCollections store, string roundId, string? purpose, string? count, string? after)
    {
        if (!PurposeQuery.TryRead(purpose, out var wanted, out var problem)) return problem;
        if (!Paging.TryCount(count, out var most, out problem)) return problem;
        if (!NameRule.IsName(roundId)) return FeedbackProblems.UnknownRound();
        var cancel = http.RequestAborted;
        var setId = RatingSet.IdOf(roundId, wanted);
        var sets = await store.SetsOfAsync(roundId, cancel);
        if (sets.All(set => set.Id != setId)) return FeedbackProblems.UnknownRound();
        if (http.Rater().IsBlindTo(sets)) return FeedbackProblems.SetOpen();
        Condition[] changed = [Condition.Is("setId", setId), Condition.Above("revision", 0L)];
        var page = await store.Ratings.PageAsync(
            new DocumentQuery(changed, "ratedAt", Descending: true, most, after), cancel);
        var changes = new List<RatingChange>();
        foreach (var rating in page.Values.Where(rating => !rating.Held))
        {
            var before = StoredRating.IdOf(rating.ImageId, rating.Rater, rating.Revision - 1);
            changes.Add(RatingChange.Of(await store.Ratings.GetAsync(before, cancel), rating));
        }
        return TypedResults.Ok(new RatingChangePage(changes, page.Next));
    }
}

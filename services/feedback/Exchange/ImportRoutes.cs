using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Files;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Exchange;

/// <summary>Imports ratings of a round from other tools.</summary>
internal static class ImportRoutes
{
    private const string Csv = "text/csv", Json = "application/json";

    internal static void Map(RouteGroupBuilder api) =>
        api.MapPost("/sets/{roundId}/ratings", PostAsync).RequireAuthorization(Policies.Operates)
        .Describe(
            "importRatings",
            FeedbackTags.Results,
            "Import ratings of a round",
            "In any format of the export. All ratings are stored or none, and none counts before all have arrived; " +
                "stored ratings do not change. A service brings no rating under a name that is registered here, " +
                "and no decision. A line, row or task has at most 1 MiB. " +
                "They count after at most Outbox:IntervalSeconds.")
        .Takes(
            ParameterNote.Path(
                "roundId", "The round. Its images must be queued.", Names.NamePattern, ExampleValues.RoundId))
        .TakesContent(
            Lines.OtherMediaType,
            "Ratings as JSON Lines, as a table, or as Label Studio's JSON.",
            ExchangeExamples.Lines)
        .TakesContent(Csv, "Ratings as JSON Lines, as a table, or as Label Studio's JSON.", ExchangeExamples.Table)
        .TakesContent(
            Json, "Ratings as JSON Lines, as a table, or as Label Studio's JSON.", ExchangeExamples.LabelTasks)
        .Answers(StatusCodes.Status200OK, "All ratings are stored.", new ImportResult(12, 0))
        .MayAnswer(
            FeedbackProblemKinds.InvalidImport,
            FeedbackProblemKinds.UnknownRound,
            FeedbackProblemKinds.SetFrozen,
            FeedbackProblemKinds.RatingDiffers,
            FeedbackProblemKinds.NotItsRater,
            ProblemKinds.UnsupportedMediaType);

    private static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> PostAsync(
        HttpContext http, ImportRatings import, IOptions<FeedbackOptions> options, string roundId)
    {
        if (Reader(http.Request.MediaType()) is not { } read)
            return Problems.UnsupportedMediaType($"{Lines.OtherMediaType}', '{Csv}' or '{Json}");
        var most = options.Value.MaxImportBytes;
        if (!BoundedBody.TryLimit(http.Request, most)) return Problems.BodyTooLarge(most);
        try
        {
            var lines = read(http.Request.Body, http.RequestAborted);
            var (result, problem) = await import.RunAsync(http.Rater(), roundId, lines, http.RequestAborted);
            return result is null ? problem! : TypedResults.Ok(result);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BodyTooLarge(most);
        }
        catch (InvalidInputException error)
        {
            return FeedbackProblems.InvalidImport(error.Message);
        }
    }

    private static Func<Stream, CancellationToken, IAsyncEnumerable<PlacedLine>>? Reader(string? mediaType) =>
        mediaType switch
        {
            Csv => RatingTable.ReadAsync,
            Json => LabelStudio.ReadAsync,
            _ => Lines.Are(mediaType) ? RatingLines.ReadAsync : null,
        };
}

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
            "In any format of the export. All ratings are stored or none; stored ratings do not change. " +
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
            ProblemKinds.UnsupportedMediaType);

    private static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> PostAsync(
        HttpContext http, ImportRatings import, AuditLog audit, IOptions<FeedbackOptions> options, string roundId)
    {
        if (Reader(http.Request.MediaType()) is not { } read)
            return Problems.UnsupportedMediaType($"{Lines.OtherMediaType}', '{Csv}' or '{Json}");
        var (body, tooLarge) = await BoundedBody.ReadBytesAsync(
            http.Request, options.Value.MaxImportBytes, http.RequestAborted);
        if (tooLarge is not null) return tooLarge;
        try
        {
            var (result, problem) = await import.RunAsync(roundId, () => read(body), http.RequestAborted);
            if (result is null) return problem!;
            await audit.AppendAsync(http.Rater().Name, "ratings-imported", roundId, http.RequestAborted);
            return TypedResults.Ok(result);
        }
        catch (InvalidInputException error)
        {
            return FeedbackProblems.InvalidImport(error.Message);
        }
    }

    private static Func<ReadOnlyMemory<byte>, IEnumerable<PlacedLine>>? Reader(string? mediaType) => mediaType switch
    {
        Csv => RatingTable.Read,
        Json => LabelStudio.Read,
        _ => Lines.Are(mediaType) ? RatingLines.Read : null,
    };
}

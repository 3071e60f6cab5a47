using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Audit;
using PathAlign.Feedback.Http;
using PathAlign.Feedback.OpenApi;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Ratings;

/// <summary>All ratings of a round as lines, for other tools.</summary>
internal static class ExportRoutes
{
    internal static void Map(RouteGroupBuilder api) => api.MapGet("/sets/{roundId}/ratings", GetAsync).RequireAuthorization(Policies.Reviews)
        .Describe("exportRatings", Tags.Results, "Export the ratings of a round", "Every rating with all its revisions, repeats and controls among them.")
        .Takes(ParameterNote.Path("roundId", "The round.", Names.NamePattern, Examples.RoundId), ParameterNote.OneOf("format", "JSON Lines by default.", "jsonl", "csv"))
        .Answers(StatusCodes.Status200OK, "The ratings.", Examples.Lines, "application/jsonl")
        .Answers(StatusCodes.Status200OK, "The ratings.", Examples.Table, "text/csv")
        .MayAnswer(ProblemKinds.InvalidQuery, ProblemKinds.UnknownRound);

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> GetAsync(HttpContext http, IDocumentStore store, AuditLog audit, string roundId, string? format)
    {
        if (format is not (null or "jsonl" or "csv")) return Problems.InvalidQuery("format: expected jsonl or csv, or none for jsonl");
        var sets = new List<string>();
        if (Names.IsName(roundId))
            await foreach (var (id, _) in store.AllAsync<RatingSet>(FeedbackCollections.Sets, [Condition.Is("roundId", roundId)], "createdAt", http.RequestAborted)) sets.Add(id);
        if (sets.Count == 0) return Problems.UnknownRound();
        await audit.AppendAsync(http.Rater().Name, "ratings-exported", roundId, http.RequestAborted);
        var csv = format == "csv";
        return TypedResults.Stream(body => WriteAsync(body, store, sets, csv, http.RequestAborted), csv ? "text/csv; charset=utf-8" : "application/jsonl", $"{roundId}.{(csv ? "csv" : "jsonl")}");
    }

    private static async Task WriteAsync(Stream body, IDocumentStore store, IReadOnlyList<string> sets, bool csv, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false)) { NewLine = csv ? "\r\n" : "\n" };
        if (csv) await writer.WriteLineAsync(RatingLine.CsvHead);
        foreach (var set in sets)
            await foreach (var (_, rating) in store.AllAsync<StoredRating>(FeedbackCollections.Ratings, [Condition.Is("setId", set)], "ratedAt", cancel))
                await writer.WriteLineAsync(csv ? RatingLine.Of(rating).ToCsv() : JsonSerializer.Serialize(RatingLine.Of(rating), JsonSerializerOptions.Web));
    }
}

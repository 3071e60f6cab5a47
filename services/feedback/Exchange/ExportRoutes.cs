using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Exchange;

/// <summary>Exports all ratings of a round for other tools.</summary>
internal static class ExportRoutes
{
    private const string JsonLines = "jsonl", Csv = "csv", LabelTasks = "label-studio";

    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/sets/{roundId}/ratings", GetAsync).RequireAuthorization(Policies.Reviews)
        .Describe(
            "exportRatings",
            FeedbackTags.Results,
            "Export the ratings of a round",
            "Every rating with all its revisions, including repeats, controls and reviewers' decisions. While a set " +
                "of the round is open, only operators get it.")
        .Takes(
            ParameterNote.Path("roundId", "The round.", Names.NamePattern, ExampleValues.RoundId),
            ParameterNote.OneOf("format", "JSON Lines by default.", JsonLines, Csv, LabelTasks))
        .Answers(StatusCodes.Status200OK, "The ratings.", ExchangeExamples.Lines, Lines.OtherMediaType)
        .Answers(StatusCodes.Status200OK, "The ratings.", ExchangeExamples.Table, "text/csv")
        .Answers(StatusCodes.Status200OK, "The ratings.", ExchangeExamples.LabelTasks, "application/json")
        .MayAnswer(ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownRound, FeedbackProblemKinds.SetOpen);

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> GetAsync(
        HttpContext http, FeedbackCollections store, AuditLog audit, string roundId, string? format)
    {
        if (format is not (null or JsonLines or Csv or LabelTasks))
            return Problems.InvalidQuery(
                $"format: expected {JsonLines}, {Csv} or {LabelTasks}, or none for {JsonLines}");
        IReadOnlyList<Stored<RatingSet>> found =
            NameRule.IsName(roundId) ? await store.SetsOfAsync(roundId, http.RequestAborted) : [];
        if (found.Count == 0) return FeedbackProblems.UnknownRound();
        if (http.Rater().IsBlindTo(found)) return FeedbackProblems.SetOpen();
        var sets = found.Select(set => set.Id).ToList();
        await audit.AppendAsync(http.Rater().Name, "ratings-exported", roundId, http.RequestAborted);
        return format switch
        {
            Csv =>
                TypedResults.Stream(
                    body =>
                        WriteLinesAsync(
                            body,
                            store,
                            sets,
                            "\r\n",
                            RatingTable.Head,
                            RatingTable.Write,
                            http.RequestAborted),
                    "text/csv; charset=utf-8",
                    $"{roundId}.csv"),
            LabelTasks =>
                TypedResults.Stream(
                    body => WriteTasksAsync(body, store, sets, http.RequestAborted),
                    "application/json",
                    $"{roundId}.json"),
            _ =>
                TypedResults.Stream(
                    body => WriteLinesAsync(body, store, sets, "\n", null, RatingLines.Write, http.RequestAborted),
                    Lines.OtherMediaType,
                    $"{roundId}.jsonl"),
        };
    }

    private static async Task WriteLinesAsync(
        Stream body,
        FeedbackCollections store,
        IReadOnlyList<string> sets,
        string lineEnd,
        string? head,
        Func<RatingLine, string> write,
        CancellationToken cancel)
    {
        await using var writer = Writer(body, lineEnd);
        if (head is not null) await writer.WriteLineAsync(head);
        foreach (var set in sets)
            await foreach (var line in AllAsync(store, set, "ratedAt", cancel))
                await writer.WriteLineAsync(write(line));
    }

    private static async Task WriteTasksAsync(
        Stream body, FeedbackCollections store, IReadOnlyList<string> sets, CancellationToken cancel)
    {
        await using var writer = Writer(body, "\n");
        var (number, task) = (0, new List<RatingLine>());
        await writer.WriteAsync('[');
        foreach (var set in sets)
        {
            await foreach (var line in AllAsync(store, set, "imageId", cancel))
            {
                if (task.Count > 0 && task[0].ImageId != line.ImageId) await WriteAsync();
                task.Add(line);
            }
            if (task.Count > 0) await WriteAsync();
        }
        await writer.WriteLineAsync(']');

        async Task WriteAsync()
        {
            await writer.WriteAsync((number++ == 0 ? "\n" : ",\n") + LabelStudio.Write(number, task));
            task.Clear();
        }
    }

    private static async IAsyncEnumerable<RatingLine> AllAsync(
        FeedbackCollections store, string setId, string orderBy, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var (_, rating) in store.Ratings.AllAsync([Condition.Is("setId", setId)], orderBy, cancel))
            if (!rating.Held) yield return RatingLine.Of(rating);
    }

    private static StreamWriter Writer(Stream body, string lineEnd) =>
        new(body, new UTF8Encoding(false)) { NewLine = lineEnd };
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Bench;

/// <summary>
/// Measures requests of raters and operators with 10³ to 10⁶ stored images, in rounds of 250; every tenth image has a
/// rating and a presentation. Each size uses a new round of constant size for the requests, so only the surrounding
/// data grows.
/// </summary>
internal static class RowBench
{
    private const int RoundImages = 250, Writers = 16, Handful = 6, Raters = 40, Deep = 150;
    private static readonly int[] _sizes = [1_000, 10_000, 100_000, 1_000_000];

    internal static async Task<int> RunAsync()
    {
        await using var server = await RatingServer.StartAsync(0);
        using var operations = await server.RaterAsync("operator-bench", RaterRole.Operator);
        var (figures, stored) = (new List<Dictionary<string, List<double>>>(), 2 * RoundImages);
        await MeasureAsync(server, operations, "warm", () => Task.CompletedTask);
        foreach (var size in _sizes)
        {
            figures.Add(
                await MeasureAsync(
                    server,
                    operations,
                    $"{size}",
                    () =>
                        FillAsync(
                            server.Documents,
                            "deep-warm",
                            stored,
                            Math.Max(0, size - stored - (2 * RoundImages)))));
            stored = size;
            Console.Error.WriteLine($"{await server.Documents.CountAsync("images", [])} images");
        }
        Report(figures);
        return 0;
    }

    private static async Task<Dictionary<string, List<double>>> MeasureAsync(
        RatingServer server, HttpClient operations, string name, Func<Task> fill)
    {
        var (deep, wide) = ($"deep-{name}", $"wide-{name}");
        var measured = new Dictionary<string, List<double>>();
        await server.QueueAsync(deep, RoundImages);
        using (var rater = await server.RaterAsync($"rater-{deep}"))
        {
            await RateAsync(rater, Deep, null);
            await fill();
            measured["queue page, after 150 ratings"] = await RateAsync(rater, RoundImages - Deep - 4, []);
            await ReadAsync(measured, operations, $"/api/v1/rounds/{deep}/images?count=50", "image overview");
            measured["own ratings, first page"] = await TimesAsync(
                Raters, _ => rater.GetStringAsync("/api/v1/ratings?count=50"));
        }
        await CloseAsync(server.Documents, deep);
        await server.QueueAsync(wide, RoundImages);
        var raters = new List<HttpClient>();
        for (var i = 0; i < Raters; i++) raters.Add(await server.RaterAsync($"rater-{wide}-{i}"));
        measured["queue page, first"] = await TimesAsync(
            Raters, i => raters[i].GetStringAsync($"/api/v1/queue/next?count={Handful}"));
        measured["progress of a round"] = await TimesAsync(
            Raters, _ => operations.GetStringAsync($"/api/v1/sets/{wide}"));
        await CloseAsync(server.Documents, wide);
        foreach (var rater in raters) rater.Dispose();
        return measured;
    }

    private static void Report(List<Dictionary<string, List<double>>> figures)
    {
        Console.WriteLine(
            $"{"median in ms, and beside 10^3",-38}" + string.Concat(
                _sizes.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s,20:n0}"))));
        foreach (var (what, first) in figures[0])
            Console.WriteLine(
                $"{$"{what} (n={first.Count})",-38}" + string.Concat(
                    figures.Select(
                        f =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{Figures.Median(f[what]),12:f1} " +
                                    $"{Figures.Median(f[what]) / Figures.Median(first),6:f2}x"))));
    }

    /// <summary>Rates this many images; returns the times of the requests for new images, if requested.</summary>
    private static async Task<List<double>> RateAsync(HttpClient rater, int ratings, List<double>? times)
    {
        for (var rated = 0; rated < ratings;)
        {
            JsonNode page = null!;
            var milliseconds = await Figures.MillisecondsAsync(
                async () => page = (await rater.GetFromJsonAsync<JsonNode>("/api/v1/queue/next?count=6"))!);
            times?.Add(milliseconds);
            foreach (var image in page["images"]!.AsArray())
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
                {
                    Content = JsonContent.Create(
                        new { imageId = (string)image!["id"]!, verdict = "plausible", faults = Array.Empty<string>() }),
                };
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                (await rater.SendAsync(request)).EnsureSuccessStatusCode();
                rated++;
            }
        }
        return times ?? [];
    }

    /// <summary>Measures the first and the last page.</summary>
    private static async Task ReadAsync(
        Dictionary<string, List<double>> measured, HttpClient operations, string path, string what)
    {
        measured[$"{what}, first page"] = await TimesAsync(Raters, _ => operations.GetStringAsync(path));
        string? last = null;
        for (string? next = path; next is not null;)
        {
            last = next;
            next = (string?)(await operations.GetFromJsonAsync<JsonNode>(next))!["next"] is { } cursor
                ? $"{path}&after={cursor}"
                : null;
        }
        measured[$"{what}, last page"] = await TimesAsync(Raters, _ => operations.GetStringAsync(last));
    }

    private static async Task<List<double>> TimesAsync(int requests, Func<int, Task> request)
    {
        var times = new List<double>();
        for (var i = 0; i < requests; i++) times.Add(await Figures.MillisecondsAsync(() => request(i)));
        return times;
    }

    /// <summary>Adds finished rounds as copies of one round's documents.</summary>
    private static async Task FillAsync(IDocumentStore documents, string round, int first, int count)
    {
        var setId = (await OneAsync(documents, "rating-sets", "roundId", round)).Id;
        var (image, rating) = (
            (await OneAsync(documents, "images", "roundId", round)).Body,
            (await OneAsync(documents, "ratings", "setId", setId)).Body);
        var shown = (await OneAsync(documents, "presentations", "setId", setId)).Body;
        await Parallel.ForAsync(
            first, first + count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, cancel) =>
        {
            var (of, id) = ($"past-{i / RoundImages}", $"past-{i}");
            await documents.InsertAsync(
                "images",
                id,
                Copy(
                    image,
                    ("setId", of),
                    ("roundId", of),
                    ("orderKey", $"{Random.Shared.NextInt64():x16}"),
                    ("state", "Rated"),
                    ("ratings", 1)),
                cancel);
            if (i % 10 != 0) return;
            await documents.InsertAsync(
                "ratings",
                id,
                Copy(
                    rating,
                    ("setId", of),
                    ("imageId", id),
                    ("rater", of),
                    ("idempotencyKey", id),
                    ("announced", true)),
                cancel);
            await documents.InsertAsync(
                "presentations",
                id,
                Copy(
                    shown,
                    ("setId", of),
                    ("imageId", id),
                    ("itemId", id),
                    ("rater", of),
                    ("place", i),
                    ("open", false)),
                cancel);
        });
    }

    private static JsonObject Copy(JsonObject body, params ReadOnlySpan<(string Field, JsonNode Value)> changes)
    {
        var copy = body.DeepClone().AsObject();
        foreach (var (field, value) in changes) copy[field] = value;
        return copy;
    }

    /// <summary>Marks a set as frozen, so that the queue ignores it.</summary>
    private static async Task CloseAsync(IDocumentStore documents, string round)
    {
        var set = await OneAsync(documents, "rating-sets", "roundId", round);
        await documents.ReplaceAsync("rating-sets", set, Copy(set.Body, ("state", "Frozen"), ("announced", true)));
    }

    private static async Task<Document> OneAsync(
        IDocumentStore documents, string collection, string field, string value) =>
        (
            await documents.QueryAsync(collection, new DocumentQuery([Condition.Is(field, value)], PageSize: 1)))
            .Documents.Single();
}

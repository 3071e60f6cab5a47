using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Imaging;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// A program with a rater's key that keeps everything that the server answers, and what others see meanwhile.
/// </summary>
internal sealed class RaterProgram(FeedbackHost host, CountingDocuments counting, string key, Watchers watchers)
{
    /// <summary>Every route that a rater may call; a route that is missing here fails a test.</summary>
    internal static readonly string[] Routes =
    [
        "GET /api/v1/queue/next", "PUT /api/v1/queue/{id}/skip", "GET /api/v1/images/{id}/content",
        "POST /api/v1/ratings", "GET /api/v1/ratings", "GET /api/v1/ratings/{id}", "POST /api/v1/ratings/bulk",
        "GET /api/v1/study", "GET /api/v1/study/{setId}", "GET /api/v1/study/{setId}/progress",
        "GET /api/v1/study/{setId}/examples/{number}",
    ];

    /// <summary>The images that the server gives out under these ids.</summary>
    internal async Task<IReadOnlyDictionary<string, RgbImage>> FetchAsync(IEnumerable<string> ids)
    {
        var fetched = new Dictionary<string, RgbImage>();
        foreach (var id in ids)
            if (await host.GetAsync($"/api/v1/images/{id}/content", key) is { StatusCode: HttpStatusCode.OK } answer)
                fetched[id] = Png.Decode(await answer.Content.ReadAsByteArrayAsync(), id);
        return fetched;
    }

    /// <summary>Reads, postpones, rates and changes one item; null if none is left.</summary>
    internal async Task<SeenItem?> ReadOneAsync(string rater, int place, Func<string, Task<string>> verdict)
    {
        var answers = new Dictionary<string, SeenAnswer>();
        if (await JsonAsync(answers, "next", () => host.GetAsync("/api/v1/queue/next", key)) is not { } page)
            return null;
        var (setId, item) = ((string)page["setId"]!, page["images"]![0]!);
        var id = (string)item["id"]!;
        var address = (string)item["contentUrl"]!;
        var content = await BytesAsync(answers, "content", () => host.GetAsync(address, key));
        await BytesAsync(answers, "content again", () => host.GetAsync(address, key));
        await BytesAsync(answers, "study", () => host.GetAsync($"/api/v1/study/{setId}", key));
        await BytesAsync(answers, "example", () => host.GetAsync($"/api/v1/study/{setId}/examples/0", key));
        await BytesAsync(answers, "unknown", () => host.RateAsync(id, key, $"u{place}", "left"));
        if (place % 5 == 0) await BytesAsync(answers, "skip", () => SkipAsync(id));
        await BytesAsync(answers, "same again", () => host.GetAsync("/api/v1/queue/next", key));
        var before = await ProgressAsync(answers, "progress before", setId);
        var ownBefore = await StudiesAsync(answers, "studies before", key);
        var watchedBefore = await StudiesAsync(answers, "watched before", watchers.Rater);
        var said = await verdict(id);
        var rating = place % 4 == 3
            ? (await JsonAsync(answers, "bulk", () => BulkAsync(id, $"k{place}", said)))!["lines"]![0]!["rating"]!
            : (await JsonAsync(answers, "rate", () => host.RateAsync(id, key, $"k{place}", said)))!;
        var after = await ProgressAsync(answers, "progress after", setId);
        var ownAfter = await StudiesAsync(answers, "studies after", key);
        var watchedAfter = await StudiesAsync(answers, "watched after", watchers.Rater);
        var (service, operation) = (await watchers.Service.AskAsync(), await watchers.Operator.AskAsync());
        await BytesAsync(answers, "repeated", () => host.RateAsync(id, key, $"k{place}", said));
        await BytesAsync(answers, "rated twice", () => host.RateAsync(id, key, $"t{place}", said));
        var ratings = (await JsonAsync(answers, "ratings", () => host.GetAsync("/api/v1/ratings?count=1", key)))!;
        await JsonAsync(answers, "rating", () => host.GetAsync($"/api/v1/ratings/{rating["id"]}", key));
        await BytesAsync(answers, "changed", () => host.RateAsync(id, key, $"c{place}", said, revision: 1));
        return new SeenItem
        {
            Rater = rater,
            Place = place,
            SetId = setId,
            Id = id,
            ClassCode = (string)item["classCode"]!,
            Content = content,
            Image = Png.Decode(content, id),
            Rating = rating,
            Ratings = ratings,
            Progress = (before, after),
            Studies = (ownBefore, ownAfter),
            Watched = (watchedBefore, watchedAfter),
            Service = service,
            Operator = operation,
            Answers = answers,
        };
    }

    private async Task<JsonNode> ProgressAsync(Dictionary<string, SeenAnswer> answers, string name, string setId) =>
        (await JsonAsync(answers, name, () => host.GetAsync($"/api/v1/study/{setId}/progress", key)))!;

    private async Task<JsonNode> StudiesAsync(
        Dictionary<string, SeenAnswer> answers, string name, string ofWhom) =>
        (await JsonAsync(answers, name, () => host.GetAsync("/api/v1/study", ofWhom)))!["studies"]![0]!;

    private Task<HttpResponseMessage> SkipAsync(string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/queue/{id}/skip");
        request.Headers.Authorization = new("Bearer", key);
        return host.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> BulkAsync(string id, string idempotencyKey, string verdict) => host.PostAsync(
        $$$"""{"idempotencyKey":"{{{idempotencyKey}}}","rating":{"imageId":"{{{id}}}","verdict":"{{{verdict}}}"}}""",
        key,
        null,
        "application/x-ndjson",
        path: "/api/v1/ratings/bulk");

    private async Task<JsonNode?> JsonAsync(
        Dictionary<string, SeenAnswer> answers, string name, Func<Task<HttpResponseMessage>> send)
    {
        var body = await BytesAsync(answers, name, send);
        return body.Length == 0 || answers[name].Status >= 300 ? null : JsonNode.Parse(body);
    }

    private async Task<byte[]> BytesAsync(
        Dictionary<string, SeenAnswer> answers, string name, Func<Task<HttpResponseMessage>> send)
    {
        counting.Take();
        var start = Stopwatch.GetTimestamp();
        using var answer = await send();
        var body = await answer.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(start);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Date" or "ETag" or "Location"))
            .Select(h => $"{h.Key}={string.Join(',', h.Value)}");
        answers[name] = new SeenAnswer((int)answer.StatusCode, string.Join(';', headers.Order()), body.Length, time)
        {
            Cost = counting.Take(),
            Tag = $"{answer.Headers.ETag}",
            Location = $"{answer.Headers.Location}",
        };
        return body;
    }
}

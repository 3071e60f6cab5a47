using System.Diagnostics;
using PathAlign.Contracts.Events;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// A program with a service's key that asks for everything it may read after each rating of somebody else.
/// </summary>
internal sealed class ServiceProgram(
    FeedbackHost host, CountingDocuments counting, string key, ImagesGenerated images, params string[] routes)
{
    /// <summary>Every route by which a service may read; a route that is missing here fails a test.</summary>
    internal static readonly string[] Routes =
    [
        Images, Sets, "GET /api/v1/sets/{roundId}/ratings", "GET /api/v1/agreement", "GET /api/v1/webhooks/deliveries",
        "GET /api/v1/rounds", "GET /api/v1/rounds/{roundId}/report", Changes, "GET /api/v1/jobs",
        "GET /api/v1/dead-letters", "GET /api/v1/champions/{generatorHash}",
        "GET /api/v1/champions/{generatorHash}/history", "GET /api/v1/objects/{kind}/{prefix}/{name}",
        "HEAD /api/v1/objects/{kind}/{prefix}/{name}",
    ];

    internal const string Images = "GET /api/v1/rounds/{roundId}/images", Sets = "GET /api/v1/sets/{roundId}";

    private const string Changes = "GET /api/v1/rounds/{roundId}/changes";

    private IReadOnlyDictionary<string, ServiceAnswer>? _last;

    /// <summary>The answers to all questions, the last time and now.</summary>
    internal async Task<ServiceAnswers> AskAsync()
    {
        var before = _last ?? await AnswersAsync();
        return new(before, _last = await AnswersAsync());
    }

    private async Task<IReadOnlyDictionary<string, ServiceAnswer>> AnswersAsync()
    {
        var answers = new Dictionary<string, ServiceAnswer>();
        foreach (var route in routes) answers[route] = await AnswerAsync(route);
        return answers;
    }

    private async Task<ServiceAnswer> AnswerAsync(string route)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0]), AddressOf(route));
        request.Headers.Authorization = new("Bearer", key);
        counting.Take();
        var start = Stopwatch.GetTimestamp();
        using var answer = await host.Client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return new((int)answer.StatusCode, body, counting.Take(), Stopwatch.GetElapsedTime(start));
    }

    private string AddressOf(string route) => route.Split(' ')[1]
        .Replace("{roundId}", images.RoundId, StringComparison.Ordinal)
        .Replace("{generatorHash}", "g", StringComparison.Ordinal)
        .Replace("{kind}/{prefix}/{name}", images.ImagesKey, StringComparison.Ordinal)
        + (route is Images or Changes ? "?purpose=evaluation&count=1000" : "");
}

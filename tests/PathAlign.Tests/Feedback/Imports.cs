using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Rounds to export and to import, and the requests for it.</summary>
internal static class Imports
{
    internal const string Route = "/api/v1/sets/r1/ratings";

    internal static readonly (string Format, string MediaType)[] Forms =
        [("jsonl", "application/jsonl"), ("csv", "text/csv"), ("label-studio", "application/json")];

    internal static async Task<string> RoundAsync(FeedbackStores stores, int images)
    {
        await stores.QueueRoundAsync("r1", images, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        for (var i = 0; i < images; i++) await host.RateAsync($"r1-training-{i:000}", key, $"k{i}");
        return await ExportAsync(host, await host.RegisterAsync("rita", RaterRole.Operator), "jsonl");
    }

    internal static async Task<string> OtherRoundAsync(int images, string format)
    {
        var stores = new FeedbackStores();
        await RoundAsync(stores, images);
        await using var host = await FeedbackHost.StartAsync(stores);
        return await ExportAsync(host, await host.RegisterAsync("omar", RaterRole.Operator), format);
    }

    internal static async Task<string> ExportAsync(FeedbackHost host, string key, string format) =>
        await (await host.GetAsync($"{Route}?format={format}", key))
            .EnsureSuccessStatusCode().Content.ReadAsStringAsync();

    internal static async Task<(int Stored, int Repeated)> ImportAsync(
        FeedbackHost host, string key, string text, string mediaType)
    {
        var answer = await host.PostAsync(text, key, null, mediaType, path: Route);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return ((int)JsonNode.Parse(body)!["stored"]!, (int)JsonNode.Parse(body)!["repeated"]!);
    }
}

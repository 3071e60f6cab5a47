using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Feedback.Webhooks;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// A comparison with hidden repeats and controls, read by two raters to its end, as the endpoint of webhooks sees it.
/// </summary>
internal sealed class DeliveredStudy
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly Dictionary<string, JsonObject> _shown;

    private DeliveredStudy(IReadOnlyList<DeliveredItem> items, IEnumerable<Document> shown) =>
        (Items, _shown) = (items, shown.ToDictionary(d => (string)d.Body["itemId"]!, d => d.Body));

    /// <summary>The rated items, in the order in which they were rated.</summary>
    internal IReadOnlyList<DeliveredItem> Items { get; }

    /// <summary>The item's role: Study, Repeat or Control.</summary>
    internal string RoleOf(DeliveredItem item) => (string)_shown[item.Id]["role"]!;

    internal bool IsAfter(DeliveredItem item) =>
        SeenStudy.Computed.Single(c => c.Id == (string)_shown[item.Id]["imageId"]!).After;

    internal static async Task<DeliveredStudy> ReadAsync()
    {
        var receiver = new WebhookReceiver();
        var stores = new FeedbackStores
        {
            Served = new InMemoryDocumentStore(),
            Draw = SeenStudy.Draw,
            Instead = services => services.AddSingleton<IWebhookTransport>(receiver),
        };
        await SeenStudy.QueueAsync(stores, hides: true);
        await using var host = await FeedbackHost.StartAsync(
            stores,
            settings:
            [
                ("RequestsPerMinute", "100000"), ("Webhooks:0:Url", "https://lab.example/hook"),
                ("Webhooks:0:Secret", Secret),
            ]);
        var rated = new List<string>();
        foreach (var rater in new[] { "anna", "bert" }) await RateAllAsync(host, stores, rater, rated);
        await Eventually.TrueAsync(() => rated.All(id => NewsOf(id, receiver).Any()));
        return new(
            [.. rated.Select((id, place) => new DeliveredItem(id, place, [.. NewsOf(id, receiver)]))],
            await stores.AllAsync("presentations"));
    }

    private static IEnumerable<Delivered> NewsOf(string id, WebhookReceiver receiver) =>
        receiver.Requests.Select((sent, place) => new Delivered(sent.Body, sent.Headers, place))
            .Where(sent => sent.Body.Contains(id, StringComparison.Ordinal));

    private static async Task RateAllAsync(
        FeedbackHost host, FeedbackStores stores, string rater, List<string> rated)
    {
        var key = await host.RegisterAsync(rater);
        for (var place = 0; ; place++)
        {
            using var page = await host.GetAsync("/api/v1/queue/next", key);
            if (page.StatusCode != HttpStatusCode.OK) return;
            var id = (string)JsonNode.Parse(await page.Content.ReadAsStringAsync())!["images"]![0]!["id"]!;
            var verdict = await SeenStudy.VerdictAsync(stores, id, rater);
            using var answer = await host.RateAsync(id, key, $"k{place}", verdict);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            rated.Add(id);
        }
    }
}

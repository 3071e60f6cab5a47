using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Ratings;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;
using static PathAlign.Tests.Feedback.Imports;

namespace PathAlign.Tests.Feedback;

/// <summary>What an import stores, as a whole or not at all.</summary>
public sealed class ImportTests
{
    private static readonly RatingPlan Plan = new() { RatersPerImage = 2, RepeatShare = 0.15, ControlShare = 0.15 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Slow]
    public async Task What_is_exported_and_imported_elsewhere_is_exported_there_the_same(bool sideBySide)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", sideBySide ? 72 : 30, Plan with { SideBySide = sideBySide });
        var queued = new Dictionary<string, IReadOnlyList<Document>>();
        foreach (var collection in new[] { "images", "rating-sets", "reading-studies" })
            queued[collection] = await stores.AllAsync(collection);
        await using var source = await RatedAsync(
            stores,
            sideBySide ? ("rather-right", "left", "alike") : ("rather-plausible", "implausible", "unsure"));
        var rita = await source.RegisterAsync("rita", RaterRole.Operator);
        var lines = await ExportAsync(source, rita, "jsonl");
        var (count, study) = (
            lines.Count(c => c == '\n'),
            lines.Split('\n').Count(l => l.Contains("\"role\":\"study\"", StringComparison.Ordinal)));
        Assert.All(["study", "repeat", "control"], role => Assert.Contains($"\"role\":\"{role}\"", lines));
        Assert.Equal(sideBySide, lines.Contains("\"leftId\":\"r1-training-", StringComparison.Ordinal));

        foreach (var (format, mediaType) in Forms)
        {
            var text = await ExportAsync(source, rita, format);
            var there = new FeedbackStores();
            await using var host = await FeedbackHost.StartAsync(there, settings: ("Outbox:IntervalSeconds", "1"));
            foreach (var (collection, documents) in queued)
                foreach (var document in documents)
                    await there.Documents.InsertAsync(collection, document.Id, document.Body);
            var key = await host.RegisterAsync("olga", RaterRole.Operator);

            Assert.Equal((count, 0), await ImportAsync(host, key, text, mediaType));
            Assert.Equal((0, count), await ImportAsync(host, key, text, mediaType));
            Assert.Equal(lines, await ExportAsync(host, key, "jsonl"));
            Assert.Equal(text, await ExportAsync(host, key, format));
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/v1/agreement?round=r1", key)).StatusCode);
            await Eventually.TrueAsync(
                () => host.Received.Count == study,
                "every imported rating of the study to be announced");
        }
    }

    [Fact]
    public async Task A_rater_reads_imported_ratings_of_items_that_were_never_shown_there()
    {
        var lines = await RoundAsync(new FeedbackStores(), 3);
        var target = new FeedbackStores();
        await target.QueueRoundAsync("r1", 6, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(target, settings: ("Outbox:IntervalSeconds", "1"));
        var key = await host.RegisterAsync("anna");

        await ImportAsync(host, await host.RegisterAsync("olga", RaterRole.Operator), lines, "application/jsonl");
        await Eventually.TrueAsync(async () => (await host.OwnRatingsAsync(key)).Count == 3, "the imported ratings");

        foreach (var rating in await host.OwnRatingsAsync(key))
        {
            var read = await host.GetAsync($"/api/v1/ratings/{rating!["id"]}", key);
            Assert.Equal(rating, JsonNode.Parse(await read.Content.ReadAsStringAsync()), JsonNode.DeepEquals);
        }
        var unknown = $"/api/v1/ratings/{new string('a', 32)}-0";
        await ExpectProblem.Async(404, "unknown-rating", host.GetAsync(unknown, key));
    }

    [Fact]
    public async Task A_set_is_frozen_with_all_that_was_imported_in_one_file()
    {
        var stores = new FeedbackStores();
        var lines = await RoundAsync(stores, 6);
        var target = new FeedbackStores();
        await target.QueueRoundAsync("r1", 6, new RatingPlan { Share = 0.5 });
        await using var host = await FeedbackHost.StartAsync(target, settings: ("Outbox:IntervalSeconds", "1"));

        await ImportAsync(host, await host.RegisterAsync("olga", RaterRole.Operator), lines, "application/jsonl");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("label-studio")]
    public async Task An_import_whose_client_hangs_up_leaves_nothing(string format)
    {
        var lines = await OtherRoundAsync(6, format);
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var (olga, anna) = (await host.RegisterAsync("olga", RaterRole.Operator), await host.RegisterAsync("anna"));
        var mediaType = Forms.Single(f => f.Format == format).MediaType;

        using (var gone = new CancellationTokenSource())
        {
            var body = new PausedContent(Encoding.UTF8.GetBytes(lines)[..^40], mediaType);
            var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = body };
            request.Headers.Authorization = new("Bearer", olga);
            var answer = host.Client.SendAsync(request, gone.Token);
            await body.Sent;
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        }
        await Task.Delay(TimeSpan.FromSeconds(2));   // two rounds of the reconciler

        Assert.Empty(await stores.AllAsync("ratings"));
        Assert.Empty(await stores.AllAsync("imports"));
        Assert.DoesNotContain(stores.Objects.Keys, k => k.StartsWith("imports/", StringComparison.Ordinal));
        var queue = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/queue/next?count=24", anna)).Content.ReadAsStringAsync())!;
        Assert.Equal(6, queue["images"]!.AsArray().Count);
        Assert.Equal((6, 0), await ImportAsync(host, olga, lines, mediaType));
    }

    [Fact]
    public async Task A_crash_while_ratings_move_into_their_set_costs_none_of_them()
    {
        var lines = await OtherRoundAsync(6, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var inserts = 0;
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "ratings" && ++inserts == 3) throw new IOException("crash");
        };

        var answer = await host.PostAsync(
            lines, await host.RegisterAsync("olga", RaterRole.Operator), null, "application/jsonl", path: Route);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Fact]
    public async Task A_freeze_while_ratings_move_into_the_set_takes_all_of_them()
    {
        var lines = await OtherRoundAsync(6, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (inserts, freeze) = (0, host.Services.GetRequiredService<FreezeRatings>());
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection != "ratings" || ++inserts != 3) return;
            var set = stores.AllAsync("rating-sets").GetAwaiter().GetResult().Single();
            set.Body["state"] = "Complete";
            stores.Documents.ReplaceAsync("rating-sets", set, set.Body).GetAwaiter().GetResult();
            freeze.RunAsync(set.Id, CancellationToken.None).GetAwaiter().GetResult();
        };

        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        Assert.Equal((6, 0), await ImportAsync(host, olga, lines, "application/jsonl"));

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_not_imported()
    {
        var lines = await OtherRoundAsync(2, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };

        var answer = await host.PostAsync(lines, olga, null, "application/jsonl", path: Route);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await stores.AllAsync("imports"));
        Assert.Empty(await stores.AllAsync("ratings"));
    }

    /// <summary>A round with repeats, controls, changes of mind and remarks that tables find hard.</summary>
    private static async Task<FeedbackHost> RatedAsync(
        FeedbackStores stores, (string Even, string Odd, string Changed) said)
    {
        var host = await FeedbackHost.StartAsync(stores);
        string[] remarks =
        [
            "", "fine", "a, b", "say \"x\"", "=1+1", "'=1+1", "'",
            "two\nlines", "two\r\nlines\r\n", "tab\t;", " space ", "ä 漢 😀", "\n\nblank"
        ];
        for (var r = 0; r < 2; r++)
        {
            var key = await host.RegisterAsync($"rater-{r}", kind: r == 0 ? RaterKind.Human : RaterKind.Simulated);
            for (var i = 0; i < 32; i++)
            {
                var page = JsonNode.Parse(
                    await (await host.GetAsync("/api/v1/queue/next", key)).Content.ReadAsStringAsync())!;
                var image = (string)page["images"]![0]!["id"]!;
                await host.RateAsync(
                    image,
                    key,
                    $"k{i}",
                    i % 2 == 0 ? said.Even : said.Odd,
                    i % 3 == 0 && page["criteria"]!.AsArray().Count > 0
                        ? ["nuclear-size", "artefact"]
                        : [],
                    remarks[i % remarks.Length]);
                if (i % 5 == 0) await host.RateAsync(image, key, $"c{i}", said.Changed, revision: 1);
            }
        }
        return host;
    }
}

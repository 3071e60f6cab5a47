using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Webhooks;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback.Erasure;

public sealed class ErasureTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_person_is_erased_everywhere_and_every_figure_stays()
    {
        var log = new LinesOfLog();
        var stores = new FeedbackStores
        {
            // as the host does
            Instead = services => services.AddLogging(
                logs => logs.AddProvider(log).AddFilter("Microsoft.AspNetCore", LogLevel.Warning)),
        };
        var (host, olga) = await RatedAsync(stores);
        await using var _ = host;
        var manifest = await Study.FrozenAsync(host, stores);
        await RateAtOneMomentAsync(stores);
        var (weights, agreement) = (RaterWeights.Of(manifest), await AgreementAsync(host, olga));
        Assert.Contains(manifest.Ratings, r => r.Rater == Study.Name);
        Assert.Contains(manifest.Checks!, c => c.Rater == Study.Name);

        var run = await Study.EraseAsync(host, olga);

        manifest = await Study.FrozenAsync(host, stores);
        Assert.Equal(Renamed(weights, run.Pseudonym), RaterWeights.Of(manifest));
        Assert.Equal(
            Figures(agreement.Replace(Study.Name, run.Pseudonym, StringComparison.Ordinal)),
            Figures(await AgreementAsync(host, olga)));
        var ids = (await stores.AllAsync("ratings")).Select(r => r.Id).ToHashSet();
        Assert.All(manifest.Ratings.Select(r => r.Id), id => Assert.Contains(id, ids));
        Assert.All(manifest.Checks!.Select(c => c.Id), id => Assert.Contains(id, ids));
        Assert.True(run.Changed["ratings"] > 10 && run.Changed["objects"] == 1 && run.Changed["accounts"] == 1);
        Assert.True(run.Changed["audit entries"] >= 2 && run.Changed["other documents"] > 0);
        Assert.Empty(run.Mentions);
        Assert.Null((await host.Services.GetRequiredService<AuditLog>().VerifyAsync()).Fault);
        Assert.Equal("", await WhereAsync(stores, Study.Name));
        Assert.Equal("", await WhereAsync(stores, Study.Words));
        Assert.DoesNotContain(log.All, line => line.Contains(Study.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        var (host, olga) = await RatedAsync(_stores);
        await using var _ = host;
        await Study.EraseAsync(host, olga);
        await AnnouncedAsync(_stores);
        var before = await StateAsync();

        var again = await Study.EraseAsync(host, olga);

        Assert.Empty(again.Changed);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task In_an_open_round_no_rating_is_lost_or_counted_twice_and_the_round_goes_on()
    {
        await _stores.QueueRoundAsync("r1", 8, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("Outbox:IntervalSeconds", "1"));
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        var rated = await Study.RateAsync(host, Study.Name, await Study.PersonAsync(host), 5);
        var anna = await Study.RateAsync(host, "anna", await host.RegisterAsync("anna"));

        var run = await Study.EraseAsync(host, olga);
        Assert.Empty(host.Quorums);   // three images lack a second rater
        await Study.RateAsync(host, "bert", await host.RegisterAsync("bert"));

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await Study.FrozenAsync(host, _stores);
        Assert.Equal((5, 8, 8), (rated, anna, manifest.Ratings.Select(r => r.ImageId).Distinct().Count()));
        Assert.Equal(
            [("anna", 8), ("bert", 3), (run.Pseudonym, 5)],
            manifest.Ratings.GroupBy(r => r.Rater).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key));
    }

    [Fact]
    public async Task After_a_crash_at_any_write_the_next_pass_continues_and_loses_nothing()
    {
        var (host, _) = await RatedAsync(_stores, images: 4, webhooks: false);
        await using var running = host;
        var (documents, erasures) = (_stores.Documents, host.Services.GetRequiredService<Erasures>());
        var (before, objects) = (documents.Snapshot(), _stores.Objects.Keys.ToList());
        var bytes = new List<byte[]>();
        foreach (var key in objects) bytes.Add(await _stores.Objects.GetAsync(key));
        var ratings = (await _stores.AllAsync("ratings")).Count;
        var crashes = 0;
        var isPass = new AsyncLocal<bool> { Value = true };   // the host's own work writes too
        for (var isOver = false; !isOver; crashes++)
        {
            documents.Restore(before);
            foreach (var (key, content) in objects.Zip(bytes))
                await _stores.Objects.PutAsync(key.Split('/')[0], key.Split('.')[1], content);
            var run = await erasures.RequestAsync("olga", Study.Name, TimeSpan.Zero);
            var left = crashes + 1;
            void Crash()
            {
                if (isPass.Value && --left == 0) throw new IOException("power cut");
            }
            (documents.BeforeInsert, documents.BeforeReplace, documents.BeforeDelete) = (
                (_, _) => Crash(), (_, _) => Crash(), (_, _) => Crash());
            try
            {
                await erasures.RunAsync();
                isOver = true;
            }
            catch (IOException)
            {
                // the process is gone
            }
            (documents.BeforeInsert, documents.BeforeReplace, documents.BeforeDelete) = (null, null, null);

            await erasures.RunAsync();

            Assert.True((await erasures.FindAsync(run.Pseudonym))!.Done, $"crash at write {crashes + 1}");
            Assert.Equal(ratings, (await _stores.AllAsync("ratings")).Count);
            Assert.DoesNotContain(await _stores.AllAsync("ratings"), r => (bool?)r.Body["held"] == true);
            Assert.Equal("", await WhereAsync(_stores, Study.Name));
            Assert.Null((await host.Services.GetRequiredService<AuditLog>().VerifyAsync()).Fault);
        }
        Assert.True(crashes > 30, $"expected more than 30 writes, found {crashes}");
    }

    [Fact]
    public async Task Nobody_can_confirm_the_name_by_the_ids_that_are_left()
    {
        var (host, olga) = await RatedAsync(_stores);
        await using var _ = host;
        var guesses = (await _stores.AllAsync("ratings"))
            .Where(r => (string?)r.Body["rater"] == Study.Name)
            .SelectMany(r => new[] { r.Id, (string)r.Body["itemId"]! })
            .Concat((await _stores.AllAsync("presentations"))
                .Where(p => (string?)p.Body["rater"] == Study.Name)
                .Select(p => p.Id))
            .ToList();
        Assert.NotEqual("", await WhereAsync(_stores, guesses[0]));

        await Study.EraseAsync(host, olga);

        foreach (var guess in guesses) Assert.Equal("", await WhereAsync(_stores, guess));
    }

    [Fact]
    public async Task A_plan_and_an_import_are_rewritten_too_and_are_read_under_their_old_keys()
    {
        var (host, olga) = await RatedAsync(_stores);
        await using var _ = host;
        var plan = await _stores.Objects.PutJsonAsync(
            "plans", new { roundId = "r2", learnFrom = new { without = Study.Name } });
        var lines = await (await host.GetAsync("/api/v1/sets/r1/ratings?format=jsonl", olga)).Content
            .ReadAsStringAsync();
        var import = await _stores.Objects.PutAsync("imports", "jsonl", Encoding.UTF8.GetBytes(lines));

        var run = await Study.EraseAsync(host, olga);

        var objects = host.Services.GetRequiredService<IObjectStore>();
        Assert.Equal(
            run.Pseudonym, (string?)(await objects.GetJsonAsync<JsonObject>(plan))["learnFrom"]!["without"]);
        Assert.Equal(
            lines.Count(c => c == '\n'), Encoding.UTF8.GetString(await objects.GetAsync(import)).Count(c => c == '\n'));
        Assert.False(await _stores.Objects.ExistsAsync(plan));
        var download = await host.GetAsync($"/api/v1/objects/{plan}", olga);
        Assert.NotEqual($"/api/v1/objects/{plan}", download.Content.Headers.ContentLocation!.OriginalString);
        Assert.Equal("", await WhereAsync(_stores, Study.Name));
    }

    [Fact]
    public async Task A_mention_in_anothers_free_text_is_reported_and_left()
    {
        var (host, olga) = await RatedAsync(_stores);
        await using var _ = host;
        await _stores.Documents.EnsureAsync(new CollectionSpec("champions"));
        await _stores.Documents.InsertAsync(
            "champions", "g", new JsonObject { ["Reason"] = $"as {Study.Name} said", ["By"] = Study.Name });

        var run = await Study.EraseAsync(host, olga);

        Assert.Equal(["champions/g"], run.Mentions);
        Assert.Equal(run.Pseudonym, (string?)(await _stores.AllAsync("champions")).Single().Body["By"]);
    }

    [Fact]
    public async Task Operators_do_not_erase_themselves_and_a_name_like_a_verdict_harms_no_verdict()
    {
        var (host, olga) = await RatedAsync(_stores);
        await using var _ = host;
        var verdicts = (await _stores.AllAsync("ratings")).Select(r => (string)r.Body["verdict"]!).Order().ToList();
        await ExpectProblem.Async(
            409, "own-account", Study.SendAsync(host, HttpMethod.Post, "/api/v1/accounts/olga/erase", olga));

        await Study.EraseAsync(host, olga, "plausible");
        await Study.EraseAsync(host, olga, "study");

        Assert.Equal(verdicts, (await _stores.AllAsync("ratings")).Select(r => (string)r.Body["verdict"]!).Order());
        Assert.Contains(await _stores.AllAsync("ratings"), r => (string?)r.Body["rater"] == Study.Name);
    }

    private static async Task<(FeedbackHost Host, string Olga)> RatedAsync(
        FeedbackStores stores, int images = 10, bool webhooks = true)
    {
        await stores.QueueRoundAsync("r1", images, Study.Plan);
        var host = await FeedbackHost.StartAsync(
            stores,
            settings:
            [
                ("Outbox:IntervalSeconds", "1"),
                .. webhooks
                    ? new[]
                    {
                        ("Webhooks:0:Url", "https://lab.example/hook"),
                        ("Webhooks:0:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                    }
                    : [],
            ]);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        await Study.RateAsync(host, Study.Name, await Study.PersonAsync(host));
        using (var browser = new SessionClient(host))
            await browser.SignInAsync(new { code = host.Services.GetRequiredService<SignInCodes>().New(Study.Name) });
        foreach (var name in new[] { "anna", "bert" })
            await Study.RateAsync(host, name, await host.RegisterAsync(name));
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        return (host, olga);
    }

    private static Task AnnouncedAsync(FeedbackStores stores) =>
        Eventually.TrueAsync(
            async () => (await stores.AllAsync("ratings")).All(rating => (bool)rating.Body["announced"]!),
            "every rating is marked as announced");

    /// <summary>As ratings of one import: only what they are of tells their order.</summary>
    private static async Task RateAtOneMomentAsync(FeedbackStores stores)
    {
        await AnnouncedAsync(stores);
        foreach (var rating in await stores.AllAsync("ratings"))
        {
            rating.Body["ratedAt"] = 1;
            Assert.NotNull(await stores.Documents.ReplaceAsync("ratings", rating, rating.Body.ToJsonString()));
        }
    }

    private static async Task<string> AgreementAsync(FeedbackHost host, string olga) =>
        await (await host.GetAsync("/api/v1/agreement?round=r1", olga)).Content.ReadAsStringAsync();

    // in the order of their text: raters are listed by name
    private static IEnumerable<string> Figures(string agreement) =>
        JsonNode.Parse(agreement)!.AsObject()
            .SelectMany(p => p.Value is JsonArray list ? list.Select(l => l!.ToJsonString()) : [$"{p.Value}"])
            .Order(StringComparer.Ordinal);

    private static IEnumerable<RaterWeight> Renamed(IEnumerable<RaterWeight> weights, string pseudonym) =>
        weights.Select(w => w.Rater == Study.Name ? w with { Rater = pseudonym } : w)
            .OrderBy(w => w.Rater, StringComparer.Ordinal);

    private async Task<string> StateAsync()
    {
        var all = new List<string>();
        foreach (var collection in new[] { "ratings", "presentations", "rating-sets", "raters" })
            all.AddRange((await _stores.AllAsync(collection)).Select(d => $"{collection} {d.Id} {d.Version}"));
        return string.Join('\n', all.Concat(_stores.Objects.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary>Where a text is: documents and objects, one a line.</summary>
    private static async Task<string> WhereAsync(FeedbackStores stores, string text)
    {
        var found = new List<string>();
        foreach (var collection in await stores.Documents.CollectionsAsync())
            found.AddRange(
                (await stores.AllAsync(collection))
                    .Where(d => $"{d.Id} {d.Json}".Contains(text, StringComparison.Ordinal))
                    .Select(d => $"{collection}/{d.Id}"));
        foreach (var key in stores.Objects.Keys)
            if (Encoding.UTF8.GetString(await stores.Objects.GetAsync(key)).Contains(text, StringComparison.Ordinal))
                found.Add(key);
        return string.Join('\n', found);
    }

    private sealed class LinesOfLog : ILoggerProvider, ILogger
    {
        internal ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => All.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // nothing is held
        }
    }
}

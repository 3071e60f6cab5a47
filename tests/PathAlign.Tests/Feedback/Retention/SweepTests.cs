using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback.Retention;

public sealed class SweepTests
{
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly FeedbackStores _stores = new();
    private readonly TestClock _clock = new();

    [Fact]
    public async Task What_is_due_is_listed_by_a_dry_run_and_removed_by_a_sweep_and_the_rest_stays()
    {
        await using var host = await StartAsync();
        var store = new FeedbackCollections(_stores.Documents);
        var sessions = new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions);
        await sessions.AddAsync("old", SessionThatEnds(-8), _cancel);
        await sessions.AddAsync("new", SessionThatEnds(-6), _cancel);
        await store.Webhooks.AddAsync("old", Delivery(DeliveryState.Delivered, -91), _cancel);
        await store.Webhooks.AddAsync("pending", Delivery(DeliveryState.Pending, -91), _cancel);
        await store.Webhooks.AddAsync("new", Delivery(DeliveryState.Failed, -89), _cancel);
        await store.Imports.AddAsync("old", Import(done: true, -31), _cancel);
        await store.Imports.AddAsync("waiting", Import(done: false, 0), _cancel);

        var listed = await SweepAsync(host, dryRun: true);
        Assert.Equal(3, await CountAsync("sessions", "webhook-deliveries", "imports") - 4);
        var removed = await SweepAsync(host);
        var again = await SweepAsync(host);

        string[] expected = ["1 sessions", "1 deliveries to webhooks", "1 imports of ratings"];
        Assert.Equal(expected, listed.Kinds.Select(k => $"{k.Count} {k.What}"));
        Assert.Equal(expected, removed.Kinds.Select(k => $"{k.Count} {k.What}"));
        Assert.Contains("old: ended by ", listed.Kinds[0].Examples.Single());
        Assert.Empty(again.Kinds);
        Assert.Equal(["new"], await IdsAsync("sessions"));
        Assert.Equal(["new", "pending"], await IdsAsync("webhook-deliveries"));
        Assert.Equal(["waiting"], await IdsAsync("imports"));
        Assert.Equal(
            ["olga sweep-started ", "olga sweep-ended 1 sessions, 1 deliveries to webhooks, 1 imports of ratings"],
            (await _stores.AllAsync("audit-log")).Select(e => $"{e.Body["who"]} {e.Body["what"]} {e.Body["subject"]}"));
    }

    [Fact]
    public async Task A_kind_whose_setting_is_0_is_kept_for_ever()
    {
        await using var host = await StartAsync(("Retention:SessionDays", "0"));
        var sessions = new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions);
        await sessions.AddAsync("old", SessionThatEnds(-30_000), _cancel);

        Assert.Empty((await SweepAsync(host)).Kinds);
    }

    [Fact]
    public async Task A_frozen_set_gives_up_its_presentations_and_counts_in_their_time_and_an_open_one_nothing()
    {
        await using var host = await StartAsync();
        await RateRoundAsync(host, "r1", 3, all: true);
        await RateRoundAsync(host, "r2", 3, all: false);
        var counts = host.Services.GetRequiredService<RatingCounts>();
        foreach (var round in new[] { "r1", "r2" })
            await counts.AddAsync(round, [Received(round)], _cancel);
        var queued = new FeedbackCollections(_stores.Documents).Images;
        foreach (var image in await _stores.AllAsync("images"))
            await queued.UpdateAsync(image.Id, i => i with { Reservations = [new Reservation("gone", 1)] }, _cancel);
        var (shown, ratings) = (await CountAsync("presentations"), await CountAsync("ratings"));

        _clock.Jump(TimeSpan.FromDays(31));
        await SweepAsync(host);
        Assert.Equal((0L, 1L), (await counts.OfAsync("r1", _cancel), await counts.OfAsync("r2", _cancel)));
        Assert.Equal(shown, await CountAsync("presentations"));
        _clock.Jump(TimeSpan.FromDays(335));
        await SweepAsync(host);

        var open = RatingSet.IdOf("r2", ImagePurpose.Training);
        Assert.All(await _stores.AllAsync("presentations"), p => Assert.Equal(open, (string?)p.Body["setId"]));
        Assert.True(await CountAsync("presentations") > 0);
        Assert.All(
            await _stores.AllAsync("images"),
            i => Assert.Equal((string?)i.Body["setId"] == open ? 1 : 0, i.Body["reservations"]!.AsArray().Count));
        Assert.Equal((ratings, 6), (await CountAsync("ratings"), await CountAsync("images")));
    }

    [Fact]
    public async Task An_object_that_nothing_refers_to_goes_after_its_grace_and_what_the_study_names_stays()
    {
        _stores.Objects.PutTime = () => DateTimeOffset.UtcNow.AddDays(-29);
        var orphan = await _stores.Objects.PutAsync("images", "png", new byte[] { 1 });
        _stores.Objects.PutTime = () => DateTimeOffset.UtcNow.AddDays(-31);
        var input = await _stores.QueueRoundAsync("r1", 3);
        var staged = await _stores.Objects.PutAsync("imports", "jsonl", new byte[] { 2 });
        var forgotten = await _stores.Objects.PutAsync("plans", "json", "{}"u8.ToArray());
        var grid = await _stores.Objects.PutAsync("reports", "png", new byte[] { 3 });
        var ofPlan = await _stores.Objects.PutAsync("weights", "safetensors", new byte[] { 4 });
        await _stores.Objects.PutJsonAsync("plans", new { generatorKey = ofPlan });
        await using var host = await StartAsync();
        var before = _stores.Objects.Keys.ToHashSet();

        var report = await SweepAsync(host);

        Assert.Equal([staged], before.Except(_stores.Objects.Keys));
        Assert.Equal((1L, 1L), (report.Kinds.Single().Count, report.Kinds.Single().Bytes));
        Assert.All(
            [orphan, forgotten, grid, ofPlan, input.ImagesKey, input.PlanKey],
            key => Assert.Contains(key, _stores.Objects.Keys));
    }

    [Fact]
    public async Task Imports_and_what_replaced_them_stay_without_being_read()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("without the name"), "{}", _cancel);
        _stores.Objects.PutTime = () => DateTimeOffset.UtcNow.AddDays(-31);
        await using var host = await StartAsync();
        var store = new FeedbackCollections(_stores.Documents);
        foreach (var content in new byte[] { 1, 2 })
        {
            var key = await _stores.Objects.PutAsync("imports", "jsonl", new[] { content });
            await store.Imports.AddAsync($"{content}", Import(done: true, 0) with { RatingsKey = key }, _cancel);
            if (content == 2)
                await host.Services.GetRequiredService<ReplacedObjects>()
                    .ReplaceAsync(key, folder.At("without the name"), _cancel);
        }
        var read = new List<string>();
        _stores.Objects.BeforeGet = key =>
        {
            read.Add(key);
            return Task.CompletedTask;
        };

        Assert.Empty((await SweepAsync(host)).Kinds);

        Assert.Empty(read);
        Assert.Equal(2, _stores.Objects.Keys.Count());
    }

    [Fact]
    public async Task Images_of_a_rejected_round_go_in_their_time_and_those_of_others_and_of_studies_stay()
    {
        _stores.Objects.PutTime = () => DateTimeOffset.UtcNow.AddDays(-2);
        await using var host = await StartAsync();
        var images = new Dictionary<string, HashSet<string>>();
        foreach (var (round, study) in new[] { ("rejected", false), ("promoted", false), ("study", true) })
        {
            var before = _stores.Objects.Keys.ToHashSet();
            var shift = images.Count * 50;
            var stores = new FeedbackStores
            {
                Served = _stores.Documents,
                ServedObjects = _stores.Objects,
                Draw = i => RgbImage.Filled(4, 4, (byte)(i + shift), 80, 120),
            };
            var input = await stores.QueueRoundAsync(round, 3);
            images[round] =
            [
                .. _stores.Objects.Keys.Except(before).Where(k => k.StartsWith("images/", StringComparison.Ordinal))
            ];
            var plan = await _stores.Objects.GetJsonAsync<RoundPlan>(input.PlanKey);
            if (study)
                plan = plan with { ImagesKey = input.ImagesKey, GeneratorKey = "", Data = RoundPlan.NoData };
            var planKey = await _stores.Objects.PutJsonAsync("plans", plan);
            await EndAsync(host, round, planKey, round == "promoted");
        }

        Assert.Empty((await SweepAsync(host)).Kinds);
        _clock.Jump(TimeSpan.FromDays(366));
        var report = await SweepAsync(host);

        Assert.Equal(
            (RetentionRules.RejectedImages.What, 3L), (report.Kinds.Single().What, report.Kinds.Single().Count));
        Assert.All(images["rejected"], key => Assert.DoesNotContain(key, _stores.Objects.Keys));
        Assert.All(images["promoted"].Concat(images["study"]), key => Assert.Contains(key, _stores.Objects.Keys));
        Assert.Contains(_stores.Objects.Keys, key => key.StartsWith("manifests/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jobs_of_an_old_round_go_but_not_those_of_a_champion_of_an_open_set_or_at_work()
    {
        await using var host = await StartAsync();
        var jobs = host.Services.GetRequiredService<JobStore>();
        foreach (var round in new[] { "old", "champion", "rating", "waiting" })
            await EndAsync(host, round, $"plans/00/{new string('0', 64)}.json", promoted: false);
        await jobs.SubmitAsync("generator", "draw", new RoundRequested { RoundId = "waiting", PlanKey = "p" }, _cancel);
        await host.Services.GetRequiredService<ChampionRegistry>()
            .SetAsync(new Champion("weights/g", "weights/a", "champion", null), _cancel);
        await host.Services.GetRequiredService<ChampionRegistry>()
            .SetAsync(new Champion("weights/g", "weights/b", "later", null), _cancel);
        await RateRoundAsync(host, "rating", 2, all: false);
        _clock.Jump(TimeSpan.FromDays(731));
        await EndAsync(host, "new", $"plans/00/{new string('0', 64)}.json", promoted: false);

        await SweepAsync(host);

        Assert.Equal(
            ["champion", "new", "rating", "waiting"],
            (await jobs.ListAsync(pageSize: 100)).Jobs.Select(j => j.RoundId).Distinct().Order());
    }

    [Fact]
    public async Task A_sweep_that_stops_anywhere_is_continued_by_the_next()
    {
        await using var host = await StartAsync();
        var sessions = new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions);
        for (var i = 0; i < 5; i++) await sessions.AddAsync($"old-{i}", SessionThatEnds(-8), _cancel);
        var left = 3;
        _stores.Documents.BeforeDelete = (_, _) =>
        {
            if (--left == 0) throw new IOException("power cut");
        };

        await Assert.ThrowsAsync<IOException>(() => SweepAsync(host));
        Assert.Equal(3, await CountAsync("sessions"));
        _stores.Documents.BeforeDelete = null;
        await SweepAsync(host);

        Assert.Equal(0, await CountAsync("sessions"));
    }

    [Fact]
    public async Task The_log_has_one_beginning_also_if_what_was_found_is_gone_before_it_is_removed()
    {
        await using var host = await StartAsync();
        var sessions = new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions);
        for (var i = 0; i < 3; i++) await sessions.AddAsync($"old-{i}", SessionThatEnds(-8), _cancel);
        _stores.Documents.BeforeDelete = _stores.Documents.Remove;

        Assert.Empty((await SweepAsync(host)).Kinds);

        Assert.Equal(
            ["sweep-started ", "sweep-ended nothing"],
            (await _stores.AllAsync("audit-log")).Select(e => $"{e.Body["what"]} {e.Body["subject"]}"));
    }

    [Fact]
    public async Task A_sweep_that_reads_for_long_keeps_its_lease()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await StartAsync();
        var sweeps = host.Services.GetRequiredService<Sweeps>();
        var (reads, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _stores.Objects.BeforeGet = _ =>
        {
            reads.TrySetResult();
            return goesOn.Task;
        };
        var id = await sweeps.RequestAsync("olga", false, _cancel);
        var sweep = sweeps.RunAsync(_cancel);
        await reads.Task;
        var before = (await sweeps.FindAsync(id, _cancel))!.AliveAt;

        await Eventually.TrueAsync(
            async () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return (await sweeps.FindAsync(id, _cancel))!.AliveAt > before;
            },
            "the renewed lease");
        goesOn.SetResult();
        await sweep;

        Assert.True((await sweeps.FindAsync(id, _cancel))!.Done);
    }

    [Fact]
    public async Task A_sweep_that_an_operator_asks_for_is_run_once_by_two_replicas_and_shows_its_result()
    {
        await using var host = await StartAsync();
        await using var other = await StartAsync();
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        var sessions = new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions);
        await sessions.AddAsync("old", SessionThatEnds(-8), _cancel);

        using var asked = await host.PostAsync("", olga, null, path: "/api/v1/sweeps?dryRun=false");
        Assert.Equal(202, (int)asked.StatusCode);
        await other.Services.GetRequiredService<Sweeps>().RunAsync(_cancel);
        JsonNode run = null!;
        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await host.GetAsync(asked.Headers.Location!.OriginalString, olga);
                run = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                return (bool)run["done"]!;
            },
            "the end of the sweep");

        Assert.Equal((1L, "olga"), ((long)run["report"]!["kinds"]![0]!["count"]!, (string?)run["who"]));
        Assert.Single(await _stores.AllAsync("audit-log"), e => (string?)e.Body["what"] == "sweep-ended");
        await ExpectProblem.Async(404, "unknown-sweep", host.GetAsync("/api/v1/sweeps/none", olga));
        await ExpectProblem.Async(
            400, "invalid-query", host.PostAsync("", olga, null, path: "/api/v1/sweeps?dryRun=perhaps"));
    }

    [Fact]
    public async Task The_automatic_sweep_comes_after_one_interval_and_not_at_the_first_start()
    {
        await using var host = await StartAsync();
        var (sweeps, sessions) = (
            host.Services.GetRequiredService<Sweeps>(),
            new DocumentCollection<Session>(_stores.Documents, AccessCollections.Sessions));
        await sessions.AddAsync("old", SessionThatEnds(-8), _cancel);

        await sweeps.RunAsync(_cancel);
        Assert.Equal(1, await CountAsync("sessions"));
        _clock.Jump(TimeSpan.FromHours(25));
        await sweeps.RunAsync(_cancel);

        await Eventually.TrueAsync(async () => await CountAsync("sessions") == 0, "the automatic sweep");
    }

    [Fact]
    public void The_document_shows_the_table_of_the_code()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "PathAlign.sln"))) root = root.Parent;
        var document = File.ReadAllLines(Path.Combine(root.FullName, "docs", "DATA-PROTECTION.md"));
        var options = new PathAlign.Feedback.Settings.RetentionOptions();

        var rows = RetentionRules.All.Select(rule => rule.Row(rule.Days(options))).ToList();

        Assert.Equal(rows, document.SkipWhile(line => line != rows[0]).Take(rows.Count));
        var settings = typeof(PathAlign.Feedback.Settings.RetentionOptions).GetProperties()
            .Select(p => $"Retention:{p.Name}")
            .Where(name => name.EndsWith("Days", StringComparison.Ordinal));
        Assert.Equal(
            settings.Append("Jobs:WorkFolderDays").Order(),
            RetentionRules.All.Select(r => r.Setting).OfType<string>().Order());
    }

    private Task<FeedbackHost> StartAsync(params (string, string)[] settings) =>
        FeedbackHost.StartAtAsync(_stores, 0, _clock, settings: settings);

    private static async Task<SweepReport> SweepAsync(FeedbackHost host, bool dryRun = false) =>
        await host.Services.GetRequiredService<Sweep>().RunAsync("olga", dryRun, cancel: _cancel);

    private async Task<int> CountAsync(params string[] collections)
    {
        var count = 0;
        foreach (var collection in collections) count += (await _stores.AllAsync(collection)).Count;
        return count;
    }

    private async Task<IEnumerable<string>> IdsAsync(string collection) =>
        (await _stores.AllAsync(collection)).Select(d => d.Id).Order(StringComparer.Ordinal);

    private long At(int days) => _clock.GetUtcNow().AddDays(days).ToUnixTimeMilliseconds();

    private Session SessionThatEnds(int days) => new() { Rater = "anna", CsrfToken = "t", ExpiresAt = At(days) };

    private WebhookDelivery Delivery(DeliveryState state, int days) => new()
    {
        Id = "d",
        Url = "https://lab.example",
        Type = "rating.stored",
        Body = "{}",
        State = state,
        CreatedAt = At(days),
        DueAt = At(days),
        Tries = [new WebhookTry(At(days), 204, null)],
    };

    private CommittedImport Import(bool done, int days) => new()
    {
        RatingsKey = "k",
        Waiting = [],
        Done = done,
        DoneAt = At(days),
    };

    private static FeedbackReceived Received(string round) => new()
    {
        RoundId = round,
        PlanKey = "p",
        Purpose = ImagePurpose.Training,
        RatingId = "r",
        ImageId = "i",
        Rater = "anna",
        Simulated = false,
    };

    private async Task RateRoundAsync(FeedbackHost host, string round, int images, bool all)
    {
        await _stores.QueueRoundAsync(round, images);
        await Erasure.Study.RateAsync(
            host, $"rater-of-{round}", await host.RegisterAsync($"rater-of-{round}"), all ? images : 1);
        if (all) await Eventually.TrueAsync(() => host.Quorums.Any(q => q.RoundId == round), "the quorum");
    }

    /// <summary>The last job of a round, as its stage stored it.</summary>
    private async Task EndAsync(FeedbackHost host, string round, string planKey, bool promoted)
    {
        IRoundEvent end = promoted
            ? new AdapterPromoted
            {
                RoundId = round,
                PlanKey = planKey,
                AdapterKey = "weights/a",
                ReportKey = "reports/r",
            }
            : new RewardModelRejected
            {
                RoundId = round,
                PlanKey = planKey,
                RatingsKey = "ratings/r",
                RewardKey = "weights/r",
                ReportKey = "reports/r",
            };
        var jobs = host.Services.GetRequiredService<JobStore>();
        await jobs.AddAsync(
            jobs.New("evaluator", "decide", end) with
            {
                State = JobState.Done,
                Outgoing = [StoredEvent.Of(end)],
                Announced = true,
            },
            _cancel);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Evaluator.Reports;
using PathAlign.Feedback.Operations;
using PathAlign.Files;
using PathAlign.Generator.Rounds;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Sampling;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Cli;
using PathAlign.Tests.Files;
using PathAlign.Training.Reward;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// A whole round in one process: bus, stores, rating API and simulated rater, with networks of a few thousand numbers.
/// </summary>
public sealed class EmbeddedRoundTests(TinyRound round) : IDisposable
{
    private const int Drawn =
        TinyRound.ImagesPerClass * TinyRound.Classes, PerSide = TinyRound.EvaluationPerClass * TinyRound.Classes;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_round_goes_through_every_stage_once()
    {
        var state = await HomeState.ReadAsync(await round.HomeAsync());

        var jobs = state.Of("jobs")
            .Select(job => $"{job["stage"]}-{job["kind"]} {job["state"]}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(
        [
            "evaluator-decide-adapter done", "evaluator-draw-comparison done",
            "feedback-queue-images done", "feedback-queue-images done",
            "finetuner-finetune-adapter done",
            "generator-announcement done", "generator-announcement done",
            "generator-assemble-shards done", "generator-assemble-shards done",
            "generator-draw-round done",
            // two of training images, one of each arm
            "generator-draw-shard done", "generator-draw-shard done", "generator-draw-shard done",
            "generator-draw-shard done",
            "reward-train-reward done",
        ], jobs);
    }

    [Fact]
    public async Task Every_image_is_rated_exactly_once_by_a_rater_that_says_it_is_simulated()
    {
        var state = await HomeState.ReadAsync(await round.HomeAsync());

        Assert.Equal(Drawn + (2 * PerSide), state.Of("images").Count());
        Assert.Equal(
            state.Documents["images"].Keys,
            state.Of("ratings").Select(r => (string)r["imageId"]!).Order(StringComparer.Ordinal));
        Assert.All(state.Of("ratings"), rating => Assert.True((bool)rating["simulated"]!));
        Assert.All(state.Of("rating-sets"), set => Assert.Equal("Frozen", (string?)set["state"]));
    }

    [Fact]
    public async Task The_report_is_there_to_read_by_program_and_by_eye()
    {
        var (report, objects) = await ReportAsync();
        using var home = new Home(_folder.At("shown"));

        var summary = await RoundSummary.WriteAsync(report, objects, home, CancellationToken.None);

        var folder = Path.Combine(home.Root, "reports", report.RoundId);
        Assert.Contains("simulated pathologist", summary);
        Assert.Contains("\"Schema\": 2", File.ReadAllText(Path.Combine(folder, "report.json")));
        Assert.Contains("simulated pathologist", File.ReadAllText(Path.Combine(folder, "report.html")));
        Assert.True(Png.Decode(File.ReadAllBytes(Path.Combine(folder, "before-after.png")), "grid").Width > 28);
        using (var aligned = GeneratorModel.Load(round.Generator, Path.Combine(folder, "adapter.safetensors")))
            Assert.Equal(ObjectKey.HashOf(report.AdapterKey), aligned.AdapterSha256);
        var plan = await objects.GetJsonAsync<RoundPlan>(report.PlanKey);
        Assert.Equal(plan.FilterKey, RewardFile.TrunkOf(Path.Combine(folder, "reward.safetensors")));
        Assert.Equal(PerSide, report.ImagesPerSide);
        Assert.Equal(report.Promoted, report.Objections.Count == 0);
    }

    [Fact]
    public async Task The_command_that_the_summary_names_draws_with_the_adapter_and_the_reward_model()
    {
        var (report, objects) = await ReportAsync();
        using (var home = new Home(_folder.At("shown")))
        {
            var summary = await RoundSummary.WriteAsync(report, objects, home, CancellationToken.None);
            var command = summary.Split("draw with its adapter: ./pathalign ")[1].Split(' ');

            var (code, output, error) = await RunningProgram.RunAsync(
                _folder.Path, [.. command, "--count", "1", "--class", "TUM", "--out", "drawn"]);

            Assert.Equal((0, ""), (code, error));
            Assert.Contains("further attempts: 2", output);
        }
        var text = Png.ReadText(File.ReadAllBytes(_folder.At("drawn/TUM-00000.png")), "drawn");
        Assert.Equal(ObjectKey.HashOf(report.AdapterKey), text["pathalign:adapter_sha256"]);
    }

    [Fact]
    public async Task The_adapter_names_everything_it_was_made_from_and_all_of_it_is_there()
    {
        var (report, objects) = await ReportAsync();

        using var file = SafetensorsFile.Open(await objects.GetFileAsync(report.AdapterKey));

        Assert.Equal((report.RoundId, "none"), (file.Metadata["round"], file.Metadata["parent"]));
        Assert.Equal(report.PlanKey, file.Metadata["plan"]);
        foreach (var name in new[] { "plan", "images", "ratings", "reward" })
            Assert.True(await objects.ExistsAsync(file.Metadata[name]), name);
        var plan = await objects.GetJsonAsync<RoundPlan>(file.Metadata["plan"]);
        Assert.Equal(ObjectKey.HashOf(plan.GeneratorKey), file.Metadata["base_sha256"]);
        var ratings = await objects.GetJsonAsync<RatingManifest>(file.Metadata["ratings"]);
        var images = await objects.GetJsonAsync<ImageManifest>(file.Metadata["images"]);
        Assert.Equal(
            images.Images.Select(i => i.Id).Order(StringComparer.Ordinal), ratings.Ratings.Select(r => r.ImageId));
    }

    [Fact]
    public async Task The_after_side_is_drawn_again_where_its_reward_model_asks_for_it_and_the_base_never()
    {
        var (report, objects) = await ReportAsync();
        var plan = await objects.GetJsonAsync<RoundPlan>(report.PlanKey);
        var images = (await HomeState.ReadAsync(await round.HomeAsync())).Documents["images"];

        var indices = new Dictionary<string, List<long>> { ["none"] = [], ["adapter"] = [] };
        foreach (var (_, image) in images.Where(i => i.Key.Contains("-e-", StringComparison.Ordinal)))
        {
            var text = Png.ReadText(await objects.GetAsync((string)image["key"]!), "image");
            indices[text["pathalign:adapter_sha256"] == "none" ? "none" : "adapter"].Add(
                Provenance.Read(text, "image").Index & uint.MaxValue);
        }

        Assert.Equal((2, 1), (plan.Evaluation.RewardAttempts, plan.Evaluation.LeastReward));
        Assert.All(indices["none"], index => Assert.InRange(index, 0, TinyRound.EvaluationPerClass - 1));
        Assert.Contains(indices["adapter"], index => index >= 1 << 24);
        Assert.Equal(2 * PerSide, report.DrawnAgain);
    }

    [Fact]
    public async Task Every_image_says_what_drew_it()
    {
        var (report, objects) = await ReportAsync();
        var plan = await objects.GetJsonAsync<RoundPlan>(report.PlanKey);
        var state = await HomeState.ReadAsync(await round.HomeAsync());

        var adapters = new List<string>();
        foreach (var image in state.Of("images"))
        {
            var text = Png.ReadText(await objects.GetAsync((string)image["key"]!), "image");
            Assert.Equal(
                ("true", ObjectKey.HashOf(plan.GeneratorKey)),
                (text[Provenance.SyntheticKey], text["pathalign:base_sha256"]));
            adapters.Add(text["pathalign:adapter_sha256"]);
        }

        Assert.Equal(
            [(ObjectKey.HashOf(report.AdapterKey), PerSide), ("none", Drawn + PerSide)],
            adapters.GroupBy(a => a).Select(g => (g.Key, g.Count())).OrderBy(g => g.Item2));
    }

    [Fact]
    public async Task A_second_run_on_the_same_home_ends_at_once_with_the_same_report_and_changes_nothing()
    {
        var home = await round.CopyHomeAsync(_folder);
        var before = await HomeState.ReadAsync(home);

        var reports = await TinyRound.RunAsync(home, round.Settings());

        var (report, _) = await ReportAsync();
        Assert.Equal(
            (report.AdapterKey, report.RatingsKey), (reports.Single().AdapterKey, reports.Single().RatingsKey));
        HomeState.AssertSame(before, await HomeState.ReadAsync(home));
    }

    [Fact]
    public async Task The_request_of_a_round_is_in_the_audit_log()
    {
        using var store = SqliteDocumentStore.OpenToRead(Path.Combine(await round.HomeAsync(), "documents.db"));

        var log = (await store.QueryAsync("audit-log", new DocumentQuery([], PageSize: 1000))).Documents;

        Assert.Single(
            log,
            entry => (string?)entry.Body["what"] == "round-requested"
                && (string?)entry.Body["who"] == Home.AuditName);
    }

    [Fact]
    public async Task Events_that_come_again_change_nothing()
    {
        var home = await round.CopyHomeAsync(_folder);
        var before = await HomeState.ReadAsync(home);
        var heard = new ConsumeCount();
        using (var locked = new Home(home))
        await using (var app = EmbeddedHost.Build(locked))
        {
            var jobs = (await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs;
            var events = jobs.Select(job => job.Input)
                .Concat(jobs.SelectMany(job => job.Outgoing))
                .Select(e => e.Read())
                .Reverse()
                .ToList();
            var bus = app.Services.GetRequiredService<MassTransit.IBus>();
            bus.ConnectConsumeObserver(heard);
            await app.StartAsync();

            foreach (var happened in events) await bus.Publish(happened, happened.GetType());

            await Eventually.TrueAsync(
                () => heard.Count >= events.Count(e => e is not AdapterEvaluated),
                "the events were consumed");
            await app.StopAsync();
        }

        Assert.Equal(0, heard.Faults);
        HomeState.AssertSame(before, await HomeState.ReadAsync(home));
    }

    [Fact]
    [Slow]
    public async Task A_reward_model_that_foretells_nothing_ends_the_round_before_generator_or_rater_is_asked_again()
    {
        var (home, lines) = (_folder.At("untold"), new StringWriter());
        // no interval lies above 1
        var settings = round.Settings() with
        {
            Configure = plan =>
                TinyRound.Configure(plan) is var tiny
                    ? tiny with { Reward = tiny.Reward with { RequiredAuroc = 1 } }
                    : plan,
        };

        var reports = await TinyRound.RunAsync(home, settings, lines);
        var before = await HomeState.ReadAsync(home);
        var again = await TinyRound.RunAsync(home, settings, lines);

        Assert.Empty(reports.Concat(again));
        Assert.Equal(
            2,
            lines.ToString().Split(
                "ends without an adapter: the reward model does not predict held-out ratings: AUROC").Length - 1);
        Assert.Equal(
            [
                "feedback-queue-images", "generator-announcement", "generator-assemble-shards", "generator-draw-round",
                "generator-draw-shard", "generator-draw-shard", "reward-train-reward",
            ],
            before.Of("jobs").Select(job => $"{job["stage"]}-{job["kind"]}").Order(StringComparer.Ordinal));
        Assert.Equal(Drawn, before.Of("ratings").Count());
        HomeState.AssertSame(before, await HomeState.ReadAsync(home));
        await AssertShownAsRejectedAsync(home);
    }

    private static async Task AssertShownAsRejectedAsync(string home)
    {
        using var locked = new Home(home);
        await using var app = EmbeddedHost.Build(locked);
        await using var scope = app.Services.CreateAsyncScope();
        var overview = (
            await scope.ServiceProvider.GetRequiredService<RoundOverviews>()
                .PageAsync(blind: false, 1, null, CancellationToken.None)).Rounds.Single();
        Assert.Equal(
            ("rejected", "draw rate learn", null),
            (overview.State, string.Join(' ', overview.Steps.Select(step => step.Name)), overview.AdapterKey));
        Assert.Contains("n=45", Assert.Single(overview.Objections));
    }

    [Fact]
    [Slow]
    public async Task The_next_round_starts_from_the_adapter_that_was_promoted()
    {
        var home = await round.CopyHomeAsync(_folder);
        var (first, _) = await ReportAsync();
        await PromoteAsync(home, first);

        var reports = await TinyRound.RunAsync(home, round.Settings(rounds: 2));

        var objects = new FileObjectStore(Path.Combine(home, "objects"));
        var plan = await objects.GetJsonAsync<RoundPlan>(reports[1].PlanKey);
        using var adapter = SafetensorsFile.Open(await objects.GetFileAsync(reports[1].AdapterKey));
        Assert.Equal((2, first.AdapterKey, TinyRound.Seed + 1), (plan.Number, plan.AdapterKey, plan.Seed));
        Assert.Equal(first.AdapterKey, adapter.Metadata["parent"]);
        Assert.NotEqual(first.AdapterKey, reports[1].AdapterKey);
        var drawn = await objects.GetJsonAsync<ImageManifest>(adapter.Metadata["images"]);
        var text = Png.ReadText(await objects.GetAsync(drawn.Images[0].Key), "image");
        Assert.Equal(ObjectKey.HashOf(first.AdapterKey), text["pathalign:adapter_sha256"]);
    }

    [Fact]
    [Slow]
    public async Task A_loop_goes_on_by_itself_once_its_first_round_was_asked_for()
    {
        var home = _folder.At("loop");
        var lines = new StringWriter();

        var reports = await TinyRound.RunAsync(home, round.Settings(rounds: 2), lines);

        Assert.Equal([1, 2], reports.Select(report => report.Number));
        var state = await HomeState.ReadAsync(home);
        var asked = Assert.Single(
            state.Of("jobs"),
            job => job["outgoing"]!.AsArray().Any(e => (string)e!["type"]! == nameof(RoundRequested)));
        Assert.Equal("continue-after-adapter", (string?)asked["kind"]);   // networks this small are never promoted
    }

    /// <summary>
    /// What the evaluator would announce, had it decided for the adapter; nobody heard it before the process ended.
    /// </summary>
    private static async Task PromoteAsync(string home, RoundReport report)
    {
        using var locked = new Home(home);
        await using var app = EmbeddedHost.Build(locked);
        await app.StartAsync();
        var promoted = new AdapterPromoted
        {
            RoundId = report.RoundId,
            PlanKey = report.PlanKey,
            AdapterKey = report.AdapterKey,
            ReportKey = report.GridKey!,
        };
        await app.Services.GetRequiredService<MassTransit.IBus>().Publish(promoted);
        var plan = await app.Services.GetRequiredService<IObjectStore>().GetJsonAsync<RoundPlan>(report.PlanKey);
        var champion = await Eventually.SeeAsync(
            () => app.Services.GetRequiredService<ChampionRegistry>().FindAsync(plan.GeneratorKey), "a champion");
        Assert.Equal(
            (report.AdapterKey, report.RoundId, Champion.Evaluation),
            (champion.AdapterKey, champion.RoundId, champion.By));
        await Eventually.SeeAsync(
            async () =>
                (
                    await app.Services.GetRequiredService<JobStore>().ListAsync(report.RoundId)).Jobs.All(
                        j => j.State == JobState.Done)
                    ? "done"
                    : null,
            "all jobs done");
        await app.StopAsync();
    }

    private async Task<(RoundReport report, FileObjectStore objects)> ReportAsync()
    {
        var home = await round.HomeAsync();
        var objects = new FileObjectStore(Path.Combine(home, "objects"));
        var state = await HomeState.ReadAsync(home);
        var key = state.Of("jobs")
            .SelectMany(job => job["outgoing"]!.AsArray())
            .Single(e => (string)e!["type"]! == nameof(AdapterEvaluated))!["body"]!["reportKey"]!;
        return (await objects.GetJsonAsync<RoundReport>((string)key!), objects);
    }
}

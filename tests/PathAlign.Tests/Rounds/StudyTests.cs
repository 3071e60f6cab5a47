using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Import;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Simulation;
using PathAlign.Standalone.Studies;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Cli;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// Images from elsewhere, from a folder to a reward model that scores further ones; the simulated pathologist rates.
/// </summary>
[Slow]
public sealed class StudyTests(TinyRound round) : IDisposable
{
    private const string Study = "vendor", Second = "second";
    private const int PerClass = 4, Images = PerClass * TinyRound.Classes;
    private readonly TemporaryFolder _folder = new();

    private string Source => _folder.At("vendor");

    private string Home => _folder.At("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_becomes_ratings_and_a_reward_model_and_nothing_is_drawn_or_finetuned()
    {
        WriteImages(PerClass);

        var summary = await RunAsync(WithData());
        var before = await HomeState.ReadAsync(Home);
        var again = await RunAsync(WithData());

        Assert.Equal(
            ["feedback-queue-images", "generator-draw-round", "reward-train-reward"],
            before.Of("jobs").Select(job => $"{job["stage"]}-{job["kind"]}").Order(StringComparer.Ordinal));
        Assert.Contains($"{Study}: {Images} ratings by simulated raters", summary);
        Assert.Contains("reward model: AUROC", summary);
        Assert.Contains("held-out ratings", summary);
        Assert.Equal(Images + 1, (await File.ReadAllLinesAsync(Report("ratings.csv"))).Length);
        Assert.Equal(summary, again);
        HomeState.AssertSame(before, await HomeState.ReadAsync(Home));
        await AssertEventsAgainChangeNothingAsync(before);
    }

    [Fact]
    public async Task A_changed_folder_is_refused_and_the_restored_one_continues()
    {
        WriteImages(PerClass);
        var settings = WithoutData() with { Rating = new RatingPlan { RepeatShare = 0.1, ControlShare = 0.1 } };
        await RunAsync(settings);
        var added = Path.Combine(Source, "ADI", "added.png");
        File.WriteAllBytes(added, Png.Encode(RgbImage.Filled(28, 28, 1, 2, 3)));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(settings));
        File.Delete(added);
        var other = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(settings with { Seed = 9 }));
        await RunAsync(settings);

        Assert.Equal(
            $"--images: expected the {Images} images that study 'vendor' began with, found 1 new and 0 missing ones; " +
                "a study never changes: restore its images, or begin another study with --name",
            error.Message);
        Assert.StartsWith("--name: expected the settings of study 'vendor': seed: asked for 9, found 0", other.Message);
    }

    [Fact]
    public async Task The_reward_model_scores_a_folder_by_the_name_of_its_study_and_by_its_file()
    {
        WriteImages(PerClass);
        await RunAsync(WithoutData());
        TileFolder.Write(
            _folder.At("new"), Phantom.Create(seed: 3, trainPerClass: 2, validationPerClass: 1, testPerClass: 1));

        var trained = await CliAsync("reward", "train", "--study", Study, "--home", Home);
        var own = await CliAsync("score", Source, "--study", Study, "--home", Home, "--out", "own");
        var byName = await CliAsync("score", _folder.At("new"), "--study", Study, "--home", Home, "--out", "a");
        var byFile = await CliAsync(
            "score", _folder.At("new"), "--reward", Report("reward.safetensors"), "--classifier", round.Filter,
            "--home", "nowhere", "--out", "b");
        var lost = await CliAsync(
            "score", _folder.At("new"), "--reward", Report("reward.safetensors"), "--home", "nowhere");

        Assert.Equal((0, 0, 0, 0), (trained.code, own.code, byName.code, byFile.code));
        Assert.Contains("reward model: AUROC", trained.output);
        var lines = File.ReadAllLines(_folder.At("a/scores.csv"));
        Assert.Equal(4 * TinyRound.Classes, lines.Length - 1);
        Assert.Equal(
            "file,class,plausible,spread,nuclear-size,nuclear-shape,chromatin,stain-colour,architecture,artefact,rated",
            lines[0]);
        Assert.All(
            lines.Skip(1).Select(line => line.Split(',')),
            fields => Assert.InRange(double.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture), 0, 1));
        Assert.Equal(lines, File.ReadAllLines(_folder.At("b/scores.csv")));
        Assert.True(File.Exists(_folder.At("a/best-worst.png")));
        Assert.All(File.ReadAllLines(_folder.At("own/scores.csv")).Skip(1), line => Assert.Matches("[01]$", line));
        Assert.Equal(2, lost.code);
        Assert.Contains("expected its classifier weights/", lost.error);
    }

    [Fact]
    public async Task A_study_without_one_rater_is_trained_again_and_nobody_is_told_to_rate()
    {
        WriteImages(PerClass);
        await RunAsync(WithoutData() with { Rating = new RatingPlan { RatersPerImage = 2 } }, second: true);

        var rebuilt = await CliAsync("rebuild", Study, "--without", Second, "--home", Home);
        var name = rebuilt.output.Split(' ')[0];
        var trained = await CliAsync("reward", "train", "--study", name, "--home", Home);

        Assert.Equal((0, ""), (rebuilt.code, rebuilt.error));
        Assert.Equal(
            $"{name} is started. A study has no comparison, so nobody has to rate: pathalign reward train --study " +
                $"{name} trains its reward model",
            rebuilt.output);
        Assert.Equal((0, ""), (trained.code, trained.error));
        Assert.Contains($"{name}: {Images} ratings by simulated raters", trained.output);
        Assert.Contains("reward model: AUROC", trained.output);
    }

    [Fact]
    public async Task A_model_no_better_than_chance_is_called_so()
    {
        WriteImages(PerClass);

        var summary = await RunAsync(
            WithoutData() with
            {
                Reward = new RewardPlan { Members = 1, Epochs = 1, Control = RatingControl.Shuffled },
            });

        Assert.Contains("It predicts held-out ratings no better than chance: do not trust its scores.", summary);
        var score = await CliAsync("score", Source, "--study", Study, "--home", Home);
        Assert.Contains("note: the reward model does not predict held-out ratings", score.output);
    }

    [Fact]
    public async Task An_ordinary_rounds_reward_model_scores_too()
    {
        WriteImages(1);
        var home = await round.CopyHomeAsync(_folder);

        var (code, output, _) = await CliAsync(
            "score", Source, "--round", $"round-{TinyRound.Seed}-1", "--home", home);

        Assert.Equal(0, code);
        Assert.Contains($"scored: {TinyRound.Classes} images", output);
    }

    [Theory]
    [InlineData("score . --home home", "score: expected --study NAME or --reward FILE, one of them")]
    [
        InlineData(
            "score . --study vendor --home home",
            "--study: expected a study or a round, found none called 'vendor'")
    ]
    [InlineData("reward train --study vendor --home home", "--study: expected a study or a round, found none")]
    public async Task What_is_missing_is_one_sentence(string line, string words)
    {
        Directory.CreateDirectory(Home);

        var (code, _, error) = await CliAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith($"pathalign: {words}", error);
    }

    private StudySettings WithoutData() => new()
    {
        Images = new LabelledImagesOptions { Source = Source },
        Classifier = round.Filter,
        Reward = new RewardPlan { Members = 2, Epochs = 1 },
    };

    private StudySettings WithData() => WithoutData() with
    {
        Data = round.Data,
        Real = TileDatasets.Load(round.Data),
        Rating = new RatingPlan { RepeatShare = 0.1, ControlShare = 0.1, ExamplesPerClass = 1 },
    };

    private void WriteImages(int perClass)
    {
        var phantom = Phantom.Create(seed: 2, trainPerClass: perClass, validationPerClass: 1, testPerClass: 1);
        foreach (var (i, label) in phantom.Train.Labels.Index())
        {
            var folder = Path.Combine(Source, phantom.Description.Classes[label].Code);
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), Png.Encode(phantom.Train.Image(i)));
        }
    }

    private string Report(string name) => Path.Combine(Home, "reports", Study, name);

    /// <summary>
    /// Runs the study until its reward model is trained, and returns the summary; with a second rater if asked for.
    /// </summary>
    private async Task<string> RunAsync(StudySettings settings, bool second = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var home = new Home(Home);
        await using var services = new EmbeddedServices(home);
        var plan = await new StudyStart(services.Objects, home.Root, _ => { }).PlanAsync(settings, limit.Token);
        var simulated = new RoundSettings { Data = round.Data, Configure = same => same };
        var summary = "";
        var learned = new RoundLoop(
            home, services, simulated, new RoundLines(TextWriter.Null, TimeProvider.System)).LearnAsync(
                plan,
                stored => StudyDifference.OfAsync(plan, stored, new RoundInputs(services.Objects), limit.Token),
                async state => summary = await new StudyFiles(services.Objects, home).WriteAsync(state, limit.Token),
                limit.Token);
        if (second) await RateAsync(services, learned, limit.Token);
        await learned;
        return summary;
    }

    /// <summary>A second simulated rater rates until the reward model is trained.</summary>
    private async Task RateAsync(EmbeddedServices services, Task learned, CancellationToken limit)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        await Eventually.SeeAsync(
            async () => (await services.JobsAsync(Study, null, limit)).Any() ? "begun" : null, "the study");
        using var http = await services.SimulatedRaterAsync(Second, limit);
        var data = TileDatasets.Load(round.Data);
        var rating = new SimulatedRater(
            http,
            new SimulatedPathologist(data.Train, data.Description, new SimulationOptions { Seed = 99 }),
            data.Description).RunAsync(stop.Token);
        await Task.WhenAny(learned, rating);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => rating);   // cancelled, or its server is gone
    }

    private async Task AssertEventsAgainChangeNothingAsync(HomeState before)
    {
        var heard = new ConsumeCount();
        using (var home = new Home(Home))
        await using (var app = EmbeddedHost.Build(home))
        {
            var jobs = (await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs;
            var events = jobs.Select(job => job.Input)
                .Concat(jobs.SelectMany(job => job.Outgoing))
                .Select(e => e.Read())
                .ToList();
            var bus = app.Services.GetRequiredService<MassTransit.IBus>();
            bus.ConnectConsumeObserver(heard);
            await app.StartAsync();
            foreach (var happened in events) await bus.Publish(happened, happened.GetType());
            await Eventually.TrueAsync(() => heard.Count >= events.Count, "the events were consumed");
            await app.StopAsync();
        }
        Assert.Equal(0, heard.Faults);
        HomeState.AssertSame(before, await HomeState.ReadAsync(Home));
    }

    private Task<(int code, string output, string error)> CliAsync(params string[] arguments) =>
        RunningProgram.RunAsync(_folder.Path, arguments);
}

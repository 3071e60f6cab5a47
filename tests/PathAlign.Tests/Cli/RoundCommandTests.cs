using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Training;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>Rounds as a user runs and watches them.</summary>
public sealed class RoundCommandTests(TinyRound round) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_an_empty_home_there_is_nothing_to_see_and_it_is_said_so()
    {
        Directory.CreateDirectory(_folder.At("home"));
        var status = await RunAsync("status", "--home", "home");
        var report = await RunAsync("report", "--home", "home");
        var redrive = await RunAsync("redrive", "nobody", "--home", "home");

        Assert.Equal((0, "no rounds yet; pathalign demo runs one"), (status.code, status.output));
        Assert.Equal(
            (2, "pathalign: report: expected a round that was decided, found none"), (report.code, report.error));
        Assert.Equal(
            (2, "pathalign: redrive: expected a job's id, found no job 'nobody'"), (redrive.code, redrive.error));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("report")]
    public async Task Looking_at_a_home_that_is_not_there_is_one_sentence_and_leaves_none(string command)
    {
        var (code, _, error) = await RunAsync(command, "--home", "nowhere");

        Assert.Equal(
            (
                2,
                "pathalign: --home: expected a folder that a round has written, found none at 'nowhere'; " +
                    "pathalign demo creates one"),
            (code, error));
        Assert.False(Directory.Exists(_folder.At("nowhere")));
    }

    [Fact]
    [Slow]
    public async Task A_finished_home_shows_its_jobs_and_writes_its_report_again()
    {
        var home = await round.CopyHomeAsync(_folder);

        var status = await RunAsync("status", "--home", home);
        var report = await RunAsync("report", "--home", home);
        var another = await RunAsync("report", "round-9", "--home", home);
        var id = status.output.Split('\n')
            .Single(line => line.Contains("finetuner-finetune-adapter"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        var redrive = await RunAsync("redrive", id, "--home", home);
        var rebuild = await RunAsync("rebuild", $"round-{TinyRound.Seed}-1", "--without", "nobody", "--home", home);

        // finished shards are counted, not listed
        Assert.Equal((0, 11), (status.code, status.output.Split('\n').Count(line => line.Contains(" done "))));
        Assert.Contains("4 of 4 generator-draw-shard jobs are done", status.output);
        Assert.Equal(0, report.code);
        Assert.Contains("simulated pathologist", report.output);
        foreach (var name in new[] { "report.html", "report.json", "before-after.png" })
            Assert.True(File.Exists(Path.Combine(home, "reports", $"round-{TinyRound.Seed}-1", name)), name);
        Assert.Equal(
            (2, "pathalign: report: expected a round that was decided called 'round-9', found none"),
            (another.code, another.error));
        Assert.Contains($"{id}  finetuner-finetune-adapter", redrive.output);
        Assert.Contains("done", redrive.output);
        Assert.Equal(
            (
                2,
                $"pathalign: --without: expected one of the raters of 'round-{TinyRound.Seed}-1', " +
                    $"simulated-pathologist, got 'nobody'"),
            (rebuild.code, rebuild.error));
    }

    [Theory]
    [InlineData("redrive", "nobody")]
    [InlineData("demo")]
    public async Task A_home_that_is_taken_is_one_sentence_and_exit_code_two(params string[] command)
    {
        using var taken = new Home(_folder.At("home"));

        var (code, _, error) = await RunAsync([.. command, "--home", "home"]);

        Assert.Equal(2, code);
        Assert.Equal(
            $"pathalign: {taken.Root}: lock: expected a folder that no other pathalign uses; stop that process or " +
                $"choose another --home",
            error);
    }

    [Theory]
    [InlineData("--control nonsense", "--control: expected none, flipped, shuffled, no-real-data, got 'nonsense'")]
    [InlineData("--images 0", "Generation.ImagesPerClass")]
    [InlineData("--evaluation-images 1", "Evaluation.ImagesPerClass")]
    [InlineData("--sampling-steps 0", "Generation.Steps")]
    [InlineData("--finetune-steps 0", "Finetune.Steps")]
    [InlineData("--beta -0.4", "Finetune.RealWeight")]
    [InlineData("--filter-attempts 101", "Generation.FilterAttempts")]
    [InlineData("--filter-confidence 1.1", "Generation.FilterConfidence")]
    [InlineData("--ratings 0", "--ratings: expected 1 to 216, the number of drawn images, got 0")]
    [InlineData("--images 10 --ratings 91", "--ratings: expected 1 to 90, the number of drawn images, got 91")]
    [InlineData("--images 60 --ratings 5", "Rating.Share")]
    [InlineData("--ratings 100 --order active --random-share 0.05", "Rating.RandomShare")]
    [InlineData("--order clever", "--order")]
    [InlineData("--side-by-side --order active", "--side-by-side: expected --order random")]
    [InlineData("--side-by-side --images 1", "--images: expected 2 or more of each class for --side-by-side, got 1")]
    [
        InlineData(
            "--side-by-side --images 11 --ratings 46",
            "--ratings: expected 1 to 45, the number of drawn pairs, got 46")
    ]
    public async Task An_option_out_of_its_range_is_refused_before_anything_is_written(string option, string words)
    {
        var (code, _, error) = await RunAsync(["demo", "--home", "home", .. option.Split(' ')]);

        Assert.Equal(2, code);
        Assert.StartsWith("pathalign: ", error);
        Assert.Contains(words, error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Data_with_a_stain_that_the_simulated_pathologist_does_not_know_is_refused_before_a_round()
    {
        var data = Phantom.Create(trainPerClass: 1, validationPerClass: 1, testPerClass: 1);
        TileFolder.Write(_folder.At("data"), data with { Description = Phantom.Description with { Stain = "PAS" } });

        var (code, _, error) = await RunAsync("demo", "--home", "home", "--data", "data");

        Assert.Equal(2, code);
        Assert.StartsWith("pathalign: simulated pathologist: expected the stain H&E, or a Giemsa-type stain", error);
        Assert.Contains("got 'PAS'", error);
        Assert.False(Directory.Exists(_folder.At("home")));
    }

    [Fact]
    public async Task A_comparison_of_fewer_images_than_its_halves_need_is_refused_before_a_round()
    {
        var one = DatasetDescription.Numbered(1);
        TileFolder.Write(_folder.At("data"), TileMaker.Coloured(1, 28) with { Description = one });

        var (code, _, error) = await RunAsync(
            "demo", "--home", "home", "--data", "data", "--evaluation-images", "11");

        Assert.Equal(
            (2, "pathalign: --evaluation-images: expected 12 or more images of all classes together, got 11"),
            (code, error));
    }

    [Fact]
    public async Task Data_without_validation_tiles_is_refused_with_the_way_to_get_them()
    {
        var (data, none) = (TileMaker.Dataset(6, 28), new TileSet(28, [], []));
        TileFolder.Write(_folder.At("data"), data with { Validation = none });

        var (code, _, error) = await RunAsync("demo", "--home", "home", "--data", "data");

        Assert.Equal(2, code);
        Assert.Contains("val: expected tiles in every split, found none here; data import --val 0.1", error);
    }

    [Fact]
    public async Task Weights_of_other_classes_than_the_data_are_one_sentence()
    {
        var (code, _, error) = await RunAsync("demo", "--home", "home", "--model", "bloodcells");

        Assert.Equal(2, code);
        Assert.StartsWith("pathalign: --data: the phantom: expected the classes basophil, ", error);
    }

    [Fact]
    public async Task Data_without_the_stain_of_the_generator_is_refused_before_a_round()
    {
        var cells = KnownDatasets.ByFileName("bloodmnist.npz")! with { Stain = null };
        var data = TileMaker.Dataset(cells.Classes.Count, 224) with { Description = cells };
        TileFolder.Write(_folder.At("data"), data);

        var (code, _, error) = await RunAsync(
            "demo", "--home", "home", "--data", "data", "--model", "bloodcells");

        Assert.Equal(2, code);
        Assert.Contains("stain: expected May-Grünwald-Giemsa, as the generator's images, found none", error);
    }

    [Theory]
    [InlineData("--as Anna", "account: expected NAME or NAME:ROLE")]
    [InlineData("--as anna:king", "account: expected a role of rater, reviewer or operator, got 'king'")]
    [InlineData("--port 0", "--port: expected 1 to 65535, got 0")]
    [InlineData("--raters-per-image 0", "Rating.RatersPerImage")]
    [InlineData("--repeats 0.5", "Rating.RepeatShare")]
    [
        InlineData(
            "--dispute-from 0.5 --raters-per-image 2 --as anna",
            "--dispute-from: expected --raters-per-image of 2 or more and --as NAME:reviewer")
    ]
    [InlineData("--dispute-from 0.1 --raters-per-image 2 --as anna --as rita:reviewer", "Rating.DisputeFrom")]
    [InlineData("--control flipped", "control")]
    public async Task An_option_of_rating_that_is_out_of_its_range_is_refused_before_anything_is_written(
        string option, string words)
    {
        var (code, _, error) = await RunAsync(["rate", "--home", "home", .. option.Split(' ')]);

        Assert.Equal(2, code);
        Assert.StartsWith("pathalign: ", error);
        Assert.Contains(words, error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    [Slow]
    public async Task Rounds_that_wait_for_people_show_where_and_go_on_once_they_have_rated()
    {
        var port = FreePort();
        using var program = new RunningProgram(
            _folder.Path,
            [
                "rate",
                "--port",
                $"{port}",
                "--as",
                "anna",
                "--repeats",
                "0",
                "--controls",
                "0",
                .. round.Options(_folder.At("home")),
            ]);
        await Eventually.TrueAsync(
            () =>
                program.HasExited
                    || (program.Output.Contains("/#code=") && program.Output.Contains("queue-images done")));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var code = program.Output.Split("/#code=")[1].Split('\n')[0];
        var session = JsonNode.Parse(
            await (await http.PostAsJsonAsync("/api/v1/session", new { code })).Content.ReadAsStringAsync())!;
        http.DefaultRequestHeaders.Add("X-CSRF-Token", (string)session["csrfToken"]!);

        for (var left = TinyRound.ImagesPerClass * TinyRound.Classes; left > 0; left--)
        {
            var page = JsonNode.Parse(await http.GetStringAsync("/api/v1/queue/next"))!;
            using var rating = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
            {
                Content = JsonContent.Create(
                    new
                    {
                        imageId = (string)page["images"]![0]!["id"]!,
                        verdict = left % 2 == 0 ? "plausible" : "implausible",
                    }),
            };
            rating.Headers.Add("Idempotency-Key", $"k{left}");
            (await http.SendAsync(rating)).EnsureSuccessStatusCode();
        }

        // once the last rating may no longer be changed
        await Eventually.TrueAsync(() => program.HasExited || program.Output.Contains("train-reward"));
        Assert.Contains("anna signed in; to sign in again: http://127.0.0.1:", program.Output);
        Assert.Contains("train-reward", program.Output);
        program.Signal(RunningProgram.Interrupt);
        Assert.Equal(130, await program.ExitAsync());
    }

    [Fact]
    [Slow]
    public async Task Weights_that_are_none_and_a_filter_that_judges_are_refused_in_one_sentence()
    {
        var png = _folder.Write("tile.png", [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0, 0, 0]);
        string[] options =
        [
            "demo",
            "--home",
            "home",
            "--data",
            round.Data,
            "--model",
            round.Generator,
            "--filter",
            round.Filter,
        ];

        var noWeights = await RunAsync([.. options, "--judge", png]);
        var same = await RunAsync([.. options, "--judge", round.Filter]);

        Assert.Equal((2, 2), (noWeights.code, same.code));
        Assert.StartsWith($"pathalign: {png}", noWeights.error);
        Assert.Equal(
            "pathalign: --judge: expected a classifier other than the filter, got the same one", same.error);
    }

    [Theory]
    [InlineData(RunningProgram.Interrupt)]
    [InlineData(RunningProgram.Terminate)]
    [Slow]
    public async Task A_round_that_was_stopped_in_order_goes_on_with_the_same_command(int signal)
    {
        var home = _folder.At("home");
        string[] command = ["demo", .. round.Options(home)];
        using (var first = new RunningProgram(_folder.Path, command))
        {
            await Eventually.TrueAsync(() => first.Output.Contains("generator draw") || first.HasExited);
            first.Signal(signal);
            Assert.Equal(130, await first.ExitAsync());
            Assert.Equal("pathalign: stopped; run the same command again to resume from the checkpoint", first.Error);
        }

        var (code, output, error) = await RunAsync(command);

        Assert.True(code == 0, error);
        Assert.Contains("simulated pathologist", output);
        Assert.All((await HomeState.ReadAsync(home)).Of("jobs"), job => Assert.Equal("done", (string)job["state"]!));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<(int code, string output, string error)> RunAsync(params string[] arguments) =>
        RunningProgram.RunAsync(_folder.Path, arguments);
}

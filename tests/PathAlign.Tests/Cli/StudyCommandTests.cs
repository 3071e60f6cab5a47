using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary><c>rate --images FOLDER</c> as a user starts it.</summary>
public sealed class StudyCommandTests(TinyRound round) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--images missing", "--images: expected a folder, a file or a number, found nothing at 'missing'")]
    [InlineData("--images 0", "Generation.ImagesPerClass")]
    [InlineData("--class TUM", "--class: expected --images FOLDER beside it")]
    [InlineData("--images . --sampling-steps 3", "--sampling-steps: expected none beside --images FOLDER")]
    [InlineData("--images . --judge x", "--judge: expected none beside --images FOLDER, since a study draws nothing")]
    [InlineData("--images . --name Vendor", "--name: expected 1 to 64 lower-case letters, digits and hyphens")]
    [InlineData("--images . --repeats 0.5", "Rating.RepeatShare")]
    [InlineData("--images . --as Anna", "account: expected NAME or NAME:ROLE")]
    [InlineData("--images . --cluster http://x --port 80", "--port: expected none beside --cluster")]
    public async Task An_option_that_does_not_fit_is_refused_before_anything_is_written(string option, string words)
    {
        var (code, _, error) = await RunningProgram.RunAsync(
            _folder.Path, ["rate", "--home", "home", .. option.Split(' ')]);

        Assert.Equal(2, code);
        Assert.StartsWith($"pathalign: {words}", error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    [Slow]
    public async Task People_rate_a_folder_and_get_its_result_and_the_app_stays_open_until_Ctrl_C()
    {
        var port = FreePort();
        var tiles = Phantom.Create(trainPerClass: 2, validationPerClass: 1, testPerClass: 1).Train;
        var images = Directory.CreateDirectory(_folder.At("images")).FullName;
        for (var i = 0; i < tiles.Count; i++)
            File.WriteAllBytes(Path.Combine(images, $"ufo-{i}.png"), Png.Encode(tiles.Image(i)));
        string[] command =
        [
            "rate", "--images", images, "--class", "tumour", "--name", "vendor", "--home", _folder.At("home"),
            "--filter", round.Filter, "--repeats", "0", "--controls", "0", "--port", $"{port}", "--as", "anna",
            "--reward-model-epochs", "1", "--reward-model-members", "1",
        ];
        using var program = new RunningProgram(_folder.Path, command);
        await Eventually.TrueAsync(
            () =>
                program.HasExited
                    || (program.Output.Contains("/#code=") && program.Output.Contains("queue-images done")));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        await RateAsync(http, program.Output.Split("/#code=")[1].Split('\n')[0], tiles.Count);

        await Eventually.TrueAsync(() => program.HasExited || program.Output.Contains("The study is complete"));
        Assert.Contains($"images: {tiles.Count} of 28 px in 1 classes", program.Output);
        Assert.Contains($"vendor: {tiles.Count} ratings by human raters", program.Output);
        Assert.Contains("reward model: AUROC", program.Output);
        program.Signal(RunningProgram.Interrupt);
        Assert.Equal(0, await program.ExitAsync());
    }

    private static async Task RateAsync(HttpClient http, string code, int count)
    {
        var session = JsonNode.Parse(
            await (await http.PostAsJsonAsync("/api/v1/session", new { code })).Content.ReadAsStringAsync())!;
        http.DefaultRequestHeaders.Add("X-CSRF-Token", (string)session["csrfToken"]!);
        for (var left = count; left > 0; left--)
        {
            var page = JsonNode.Parse(await http.GetStringAsync("/api/v1/queue/next"))!;
            Assert.Equal("tumour", (string)page["images"]![0]!["classCode"]!);
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
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

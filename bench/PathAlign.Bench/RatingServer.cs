using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback;
using PathAlign.Feedback.Opening;
using PathAlign.Feedback.Settings;
using PathAlign.Imaging;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;

namespace PathAlign.Bench;

/// <summary>The feedback service as the embedded default composes it, with a set of images to rate.</summary>
internal sealed class RatingServer : IAsyncDisposable
{
    private const string Round = "round-bench";
    private readonly WebApplication _app;
    private readonly string _folder;

    private RatingServer(WebApplication app, string folder) => (_app, _folder) = (app, folder);

    internal IDocumentStore Documents => _app.Services.GetRequiredService<IDocumentStore>();

    internal string Address => _app.Urls.Single();

    internal static async Task<RatingServer> StartAsync(int images)
    {
        var folder = Directory.CreateTempSubdirectory("pathalign-bench").FullName;
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });   // it is watched, file by file
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IDocumentStore>(
            _ => new SqliteDocumentStore(Path.Combine(folder, "documents.db")));
        builder.Services.AddSingleton<IObjectStore>(_ => new FileObjectStore(Path.Combine(folder, "objects")))
            .AddReplacedObjects();
        builder.Services.AddPathAlignJobs(jobs => jobs.WorkRoot = Path.Combine(folder, "work"));
        builder.Services.AddFeedback().AddFeedbackStage().AddPathAlignBus();
        builder.Services.Configure<FeedbackOptions>(feedback => feedback.UndoSeconds = 0);
        var app = builder.Build();
        app.MapFeedback().MapOperations();
        await app.StartAsync();
        var server = new RatingServer(app, folder);
        if (images > 0) await server.QueueAsync(Round, images);
        // the very first request builds all routes
        using (var probe = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) })
            (await probe.GetAsync("/health/ready")).Dispose();
        return server;
    }

    /// <summary>A sample of a stored rating.</summary>
    internal static async Task<JsonObject> SampleAsync()
    {
        await using var server = await StartAsync(1);
        using var client = await server.RaterAsync("sample");
        var page = await client.GetFromJsonAsync<JsonNode>("/api/v1/queue/next");
        using var content = new StringContent(
            $$"""{"imageId":"{{page!["images"]![0]!["id"]}}","verdict":"rather-plausible","faults":["chromatin"]}""",
            System.Text.Encoding.UTF8,
            "application/json");
        content.Headers.Add("Idempotency-Key", "sample");
        using var answer = await client.PostAsync("/api/v1/ratings", content);
        answer.EnsureSuccessStatusCode();
        return (await server.Documents.QueryAsync("ratings", new DocumentQuery([]))).Documents.Single().Body;
    }

    internal async Task<HttpClient> RaterAsync(string name, RaterRole role = RaterRole.Rater)
    {
        var key = await _app.Services.GetRequiredService<RaterRegistry>()
            .RegisterAsync(name, role, RaterKind.Simulated);
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A rater with a password, as people have it.</summary>
    internal Task AccountAsync(string name, string password) =>
        _app.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync(name, RaterRole.Rater, password);

    /// <summary>The number of stored ratings.</summary>
    internal Task<long> CountAsync() => Documents.CountAsync("ratings", []);

    /// <summary>The number of rated images.</summary>
    internal Task<long> ImagesAsync() => Documents.CountAsync("images", [Condition.Is("ratings", 1L)]);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Queues a round's images for rating: uniform colour, or noise if a side is given.</summary>
    internal async Task QueueAsync(string round, int images, int? side = null)
    {
        var objects = _app.Services.GetRequiredService<IObjectStore>();
        var plan = new RoundPlan
        {
            RoundId = round,
            Data = RoundPlan.Phantom,
            GeneratorKey = "generator",
            FilterKey = "filter",
            JudgeKey = "judge",
        };
        var keys = new List<string>();
        foreach (var image in side is { } length ? Noise(length, images) : [RgbImage.Filled(28, 28, 200, 80, 120)])
            keys.Add(await objects.PutAsync("images", "png", Png.Encode(image, new Dictionary<string, string>())));
        var manifest = new ImageManifest
        {
            RoundId = round,
            Images =
            [
                .. Enumerable.Range(0, images)
                    .Select(
                        i => new ImageEntry
                        {
                            Id = $"{round}-{i}",
                            Key = keys[i % keys.Count],
                            Label = i % 9,
                            Index = i,
                        })
            ],
        };
        var input = new SetToOpen(
            round,
            await objects.PutJsonAsync("plans", plan),
            ImagePurpose.Training,
            await objects.PutJsonAsync("manifests", manifest));
        await _app.Services.GetRequiredService<OpenSet>()
            .RunAsync(input, new JobContext("bench", _folder, (_, _, _) => { }), CancellationToken.None);
    }

    private static IEnumerable<RgbImage> Noise(int side, int images) =>
        Enumerable.Range(0, images)
            .Select(_ => new RgbImage(side, side, RandomNumberGenerator.GetBytes(side * side * 3)));
}

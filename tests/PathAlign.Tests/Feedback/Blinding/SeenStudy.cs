using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Statistics;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// A comparison of two arms with hidden repeats and controls, read by two raters to its end over HTTP, and what really
/// stood behind each item.
/// </summary>
internal sealed class SeenStudy
{
    internal const string Round = "round-1";
    internal const ulong Seed = 7;
    internal const int Images = 208, Size = 28;

    private static readonly RatingPlan Plain = new() { RatersPerImage = 2, DisputeFrom = 0.5 };

    private static readonly RatingPlan Hiding = Plain with { RepeatShare = 0.2, ControlShare = 0.2 };

    private readonly List<SeenItem> _items = [];
    private readonly Dictionary<string, Document> _shown = [];

    internal IReadOnlyList<SeenItem> Items => _items;

    /// <summary>The items that a reviewer was asked to decide, in the order of the queue.</summary>
    internal IReadOnlyList<string> Disputed { get; private set; } = [];

    /// <summary>What a reviewer's requests for the answers of raters brought.</summary>
    internal IReadOnlyList<string> AskedByReviewer { get; private set; } = [];

    /// <summary>The images as a service lists them, in its order.</summary>
    internal IReadOnlyList<JsonNode> Listed { get; private set; } = [];

    /// <summary>The images that can be fetched by ids that a program computes, as the rater anna.</summary>
    internal IReadOnlyDictionary<string, RgbImage> Fetched { get; private set; } = new Dictionary<string, RgbImage>();

    /// <summary>The ids of the manifest, as they follow from the seed: a rater's program can compute them.</summary>
    internal static IReadOnlyList<(string Id, bool After)> Computed { get; } =
        [.. Enumerable.Range(0, Images).Select(i => (IdOf(i), i >= Images / 2))];

    internal bool IsHidden(SeenItem item) => RoleOf(item) != "Study";

    internal bool IsControl(SeenItem item) => RoleOf(item) == "Control";

    internal bool IsRepeat(SeenItem item) => RoleOf(item) == "Repeat";

    internal bool IsAfter(SeenItem item) => Computed.Single(c => c.Id == (string)Truth(item.Id)["imageId"]!).After;

    /// <summary>Whether an image that a service lists is of the arm after.</summary>
    internal static bool IsAfter(JsonNode listed) => Computed.Single(
        c => FeedbackStores.PublicId(Guessers.SetId, c.Id) == (string)listed["publicId"]!).After;

    /// <summary>Whether the raters contradict each other on the item's image.</summary>
    internal bool IsDisputed(SeenItem item) => IsDisputed((string)Truth(item.Id)["imageId"]!);

    /// <summary>Whether anna found the image of a disputed item plausible.</summary>
    internal static bool SaidPlausible(string imageId) =>
        Fingerprint.Of("verdict", imageId).ToCharArray().Sum(c => c) % 2 == 0;

    internal string ImageOfDecision(string itemId) =>
        Computed.Single(c => Fingerprint.Of("decision", c.Id) == (string)Truth(itemId)["imageId"]!).Id;

    /// <summary>Has the study read, with hidden items or without.</summary>
    internal static async Task<SeenStudy> ReadAsync(bool hides)
    {
        var counting = new CountingDocuments(new InMemoryDocumentStore());
        var stores = new FeedbackStores { Served = counting, Draw = Draw };
        var images = await QueueAsync(stores, hides);
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("RequestsPerMinute", "100000"));
        await ListRoundAsync(host, images);
        var study = new SeenStudy();
        var watchers = new Watchers(
            await host.RegisterAsync("cleo"),
            new(host, counting, await host.RegisterAsync("app", RaterRole.Service), images, ServiceProgram.Routes),
            new(host, counting, await host.RegisterAsync("olga", RaterRole.Operator), images, ServiceProgram.Sets));
        foreach (var rater in new[] { "anna", "bert" })
            await study.ReadAsync(
                stores, rater, new RaterProgram(host, counting, await host.RegisterAsync(rater), watchers));
        study.Listed =
        [
            .. JsonNode.Parse(study.Items[^1].Service.Before[ServiceProgram.Images].Body)!["images"]!.AsArray()
                .Select(image => image!)
        ];
        await study.ReviewAsync(host, stores);
        return study;
    }

    /// <summary>Puts the study's images before raters, with hidden items or without.</summary>
    internal static async Task<ImagesGenerated> QueueAsync(FeedbackStores stores, bool hides)
    {
        var images = await stores.GenerateAsync(
            Round,
            Images,
            hides ? Hiding : Plain,
            ImagePurpose.Evaluation,
            entry => entry with
            {
                Id = IdOf((int)entry.Index),
                Arm = entry.Index < Images / 2 ? ImageArms.Before : ImageArms.After,
            });
        await stores.QueueAsync(images);
        return images;
    }

    private static string IdOf(int index)
    {
        var arm = index < Images / 2 ? 1UL : 2UL;
        return $"{Round}-e-{new CounterRandom(Seed, (ulong)(index % (Images / 2)), arm).Next():x16}";
    }

    /// <summary>An image. Those after are smoother, so that their files are smaller, as a finetuned generator's may be.
    /// </summary>
    internal static RgbImage Draw(int index)
    {
        var (random, step) = (new Random(index), index < Images / 2 ? 1 : 3);
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % step == 0 ? (byte)random.Next(256) : pixels[i - 1];
        return new RgbImage(Size, Size, pixels);
    }

    // GET /rounds lists the rounds of which there are jobs.
    private static async Task ListRoundAsync(FeedbackHost host, ImagesGenerated images)
    {
        var jobs = host.Services.GetRequiredService<JobStore>();
        foreach (
            var (queue, input) in new (JobQueue, IRoundEvent)[]
            {
                (JobQueues.DrawRound, new RoundRequested { RoundId = Round, PlanKey = images.PlanKey }),
                (JobQueues.QueueImages, images),
            })
        {
            var job = await jobs.SubmitAsync(queue.Stage, queue.Kind, input);
            await jobs.UpdateAsync(
                job.Id, stored => stored with { State = JobState.Done, Announced = true }, CancellationToken.None);
        }
    }

    private async Task ReadAsync(FeedbackStores stores, string rater, RaterProgram program)
    {
        if (rater == "anna") Fetched = await program.FetchAsync(Computed.Select(c => c.Id));
        for (var place = 0; ; place++)
        {
            var item = await program.ReadOneAsync(rater, place, id => VerdictAsync(stores, id, rater));
            if (item is null) break;
            _items.Add(item);
        }
        await RememberAsync(stores);
    }

    private async Task ReviewAsync(FeedbackHost host, FeedbackStores stores)
    {
        var key = await host.RegisterAsync("rita", RaterRole.Reviewer);
        AskedByReviewer = await Task.WhenAll(
            new[] { $"/api/v1/sets/{Round}/ratings", $"/api/v1/agreement?round={Round}" }.Select(
                async path => await (await host.GetAsync(path, key)).Content.ReadAsStringAsync()));
        var page = await host.GetAsync("/api/v1/queue/next?count=100", key);
        if (page.StatusCode == HttpStatusCode.OK)
            Disputed =
            [
                .. JsonNode.Parse(await page.Content.ReadAsStringAsync())!["images"]!.AsArray()
                    .Select(i => (string)i!["id"]!)
            ];
        await RememberAsync(stores);
    }

    /// <summary>What a rater says: both agree on most images; on the others each says the contrary of the other.
    /// </summary>
    internal static async Task<string> VerdictAsync(FeedbackStores stores, string itemId, string rater)
    {
        var shown = (await stores.Served.QueryAsync(
            "presentations",
            new DocumentQuery([Condition.Is("rater", rater), Condition.Is("itemId", itemId)]))).Documents.Single();
        var imageId = (string)shown.Body["imageId"]!;
        return SaidPlausible(imageId) == (rater == "anna" || !IsDisputed(imageId)) ? "plausible" : "implausible";
    }

    private static bool IsDisputed(string imageId) =>
        Convert.ToInt32(Fingerprint.Of("disputed", imageId)[..4], 16) % 4 == 0;

    private async Task RememberAsync(FeedbackStores stores)
    {
        foreach (var shown in await stores.AllAsync("presentations")) _shown[(string)shown.Body["itemId"]!] = shown;
    }

    private string RoleOf(SeenItem item) => Truth(item.Id)["role"]!.GetValue<string>();

    private JsonObject Truth(string itemId) => _shown[itemId].Body;
}

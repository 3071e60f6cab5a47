using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Opening;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Tests.Feedback;

/// <summary>Both stores, and rounds to put into them.</summary>
internal sealed class FeedbackStores
{
    internal const string Secret = "pathalign:adapter_sha256";

    internal InMemoryDocumentStore Documents { get; } = new();

    /// <summary>What the service uses: <see cref="Documents"/>, or another store.</summary>
    internal IDocumentStore Served { get => field ?? Documents; init; }

    /// <summary>What stands in for other parts of the service.</summary>
    internal Action<IServiceCollection> Instead { get; init; } = _ => { };

    internal InMemoryObjectStore Objects { get; } = new();

    /// <summary>What the images of rounds show.</summary>
    internal DatasetDescription Dataset { get; init; } = DatasetDescription.Colorectal;

    /// <summary>The image of a place in a round.</summary>
    internal Func<int, RgbImage> Draw { get; init; } = i => RgbImage.Filled(4, 4, (byte)i, 80, 120);

    /// <summary>Stores images, manifest and plan, and returns the event of them.</summary>
    internal async Task<ImagesGenerated> GenerateAsync(
        string round,
        int images,
        RatingPlan? rating = null,
        ImagePurpose purpose = ImagePurpose.Training,
        Func<ImageEntry, ImageEntry>? change = null)
    {
        var plan = new RoundPlan
        {
            RoundId = round,
            Seed = 7,
            Data = "phantom",
            Dataset = Dataset,
            GeneratorKey = "g",
            FilterKey = "f",
            JudgeKey = "j",
            Rating = rating ?? new RatingPlan(),
        };
        var entries = new List<ImageEntry>();
        for (var i = 0; i < images; i++)
        {
            var png = Png.Encode(Draw(i), new Dictionary<string, string> { [Secret] = $"adapter-{i}" });
            var entry = new ImageEntry
            {
                Id = $"{round}-{purpose}-{i:000}".ToLowerInvariant(),
                Key = await Objects.PutAsync("images", "png", png),
                Label = i % 9,
                Index = i,
            };
            entries.Add(change?.Invoke(entry) ?? entry);
        }
        return new ImagesGenerated
        {
            RoundId = round,
            PlanKey = await Objects.PutJsonAsync("plans", plan),
            Purpose = purpose,
            ImagesKey = await Objects.PutJsonAsync(
                "manifests", new ImageManifest { RoundId = round, Images = entries }),
            Count = images,
        };
    }

    internal async Task<JobOutcome> QueueAsync(ImagesGenerated input) =>
        await new QueueImages(new OpenSet(new(Served), Objects, TimeProvider.System)).RunAsync(
            input, new JobContext("job", "/nowhere", (_, _, _) => { }), CancellationToken.None);

    /// <summary>
    /// The event that says which of generated images are to be rated: the latest first, every second of them by chance.
    /// </summary>
    internal async Task<ImagesOrdered> OrderAsync(ImagesGenerated input, Func<ImageOrder, ImageOrder>? change = null)
    {
        var images = (await Objects.GetJsonAsync<ImageManifest>(input.ImagesKey)).Images;
        var order = new ImageOrder
        {
            RoundId = input.RoundId,
            ImagesKey = input.ImagesKey,
            RewardKey = "weights/r",
            Images = [.. images.Reverse().Select((image, i) => new OrderedImage(image.Id, 0.5, i % 2 == 0))],
        };
        return new ImagesOrdered
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            ImagesKey = input.ImagesKey,
            OrderKey = await Objects.PutJsonAsync("orders", change?.Invoke(order) ?? order),
            Wanted = 1,
        };
    }

    internal async Task<JobOutcome> QueueAsync(ImagesOrdered input, Action<long, long, string?>? report = null) =>
        await new QueueOrderedImages(new OpenSet(new(Served), Objects, TimeProvider.System)).RunAsync(
            input, new JobContext("job", "/nowhere", report ?? ((_, _, _) => { })), CancellationToken.None);

    internal async Task<ImagesGenerated> QueueRoundAsync(string round, int images, RatingPlan? rating = null)
    {
        var input = await GenerateAsync(round, images, rating);
        await QueueAsync(input);
        return input;
    }

    /// <summary>The whole of a collection.</summary>
    internal async Task<IReadOnlyList<Document>> AllAsync(string collection) =>
        (await Served.QueryAsync(collection, new DocumentQuery([], PageSize: 1000))).Documents;
}

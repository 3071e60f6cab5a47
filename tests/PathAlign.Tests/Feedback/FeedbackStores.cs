using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Opening;
using PathAlign.Feedback.Records;
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

    /// <summary>What the service uses: <see cref="Objects"/>, or another store.</summary>
    internal IObjectStore ServedObjects { get => field ?? Objects; init; }

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
                Key = await ServedObjects.PutAsync("images", "png", png),
                Label = i % 9,
                Index = i,
            };
            entries.Add(change?.Invoke(entry) ?? entry);
        }
        return new ImagesGenerated
        {
            RoundId = round,
            PlanKey = await ServedObjects.PutJsonAsync("plans", plan),
            Purpose = purpose,
            ImagesKey = await ServedObjects.PutJsonAsync(
                "manifests", new ImageManifest { RoundId = round, Images = entries }),
            Count = images,
        };
    }

    internal async Task<JobOutcome> QueueAsync(ImagesGenerated input)
    {
        await FixSecretAsync(RatingSet.IdOf(input.RoundId, input.Purpose));
        return await new QueueImages(Opening()).RunAsync(
            input, new JobContext("job", "/nowhere", (_, _, _) => { }), CancellationToken.None);
    }

    /// <summary>
    /// The event that says which of generated images are to be rated: the latest first, every second of them by chance.
    /// </summary>
    internal async Task<ImagesOrdered> OrderAsync(ImagesGenerated input, Func<ImageOrder, ImageOrder>? change = null)
    {
        var images = (await ServedObjects.GetJsonAsync<ImageManifest>(input.ImagesKey)).Images;
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
            OrderKey = await ServedObjects.PutJsonAsync("orders", change?.Invoke(order) ?? order),
            Wanted = 1,
        };
    }

    internal async Task<JobOutcome> QueueAsync(ImagesOrdered input, Action<long, long, string?>? report = null)
    {
        await FixSecretAsync(RatingSet.IdOf(input.RoundId, ImagePurpose.Training));
        return await new QueueOrderedImages(Opening()).RunAsync(
            input, new JobContext("job", "/nowhere", report ?? ((_, _, _) => { })), CancellationToken.None);
    }

    internal async Task<ImagesGenerated> QueueRoundAsync(string round, int images, RatingPlan? rating = null)
    {
        var input = await GenerateAsync(round, images, rating);
        await QueueAsync(input);
        return input;
    }

    /// <summary>All stored ratings.</summary>
    internal async Task<IReadOnlyList<JsonObject>> RatingsAsync() =>
        [.. (await AllAsync("ratings")).Select(document => document.Body)];

    /// <summary>The whole of a collection.</summary>
    internal async Task<IReadOnlyList<Document>> AllAsync(string collection) =>
        (await Served.QueryAsync(collection, new DocumentQuery([], PageSize: 1000))).Documents;

    /// <summary>The images behind items, as raters know them, in the same order.</summary>
    internal async Task<string[]> ImagesOfAsync(IEnumerable<string> itemIds)
    {
        var images = new Dictionary<string, string>();
        foreach (var collection in new[] { "presentations", "ratings" })
            foreach (var document in await AllAsync(collection))
                images[(string)document.Body["itemId"]!] = (string)document.Body["imageId"]!;
        return [.. itemIds.Select(id => images[id])];
    }

    /// <summary>The ids under which ratings are stored, by those that raters know, in the same order.</summary>
    internal async Task<string[]> RatingsOfAsync(IEnumerable<string> ratingIds)
    {
        var stored = (await AllAsync("ratings")).ToDictionary(
            d => $"{d.Body["itemId"]}-{d.Body["revision"] ?? 0}", d => d.Id);
        return [.. ratingIds.Select(id => stored[id])];
    }

    /// <summary>What opens sets.</summary>
    internal OpenSet Opening()
    {
        var store = new FeedbackCollections(Served);
        return new OpenSet(store, new Blinds(store), ServedObjects, TimeProvider.System);
    }

    /// <summary>The public id of an image: how raters name it that the queue did not show.</summary>
    internal static string PublicId(string setId, string imageId) => new Blind(SecretOf(setId)).ImageId(imageId);

    // Every run of a test has the same secret, so that it has the same orders and hidden items.
    private async Task FixSecretAsync(string setId)
    {
        var secrets = new FeedbackCollections(Served).Secrets;
        await secrets.AddAsync(setId, SecretOf(setId), CancellationToken.None);
    }

    private static SetSecret SecretOf(string setId)
    {
        var secret = new SetSecret
        {
            Key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"secret of tests, {setId}"))),
            ShownAs = "",
        };
        return secret with { ShownAs = new Blind(secret).SetId };
    }
}

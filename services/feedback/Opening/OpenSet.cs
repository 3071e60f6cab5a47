using System.Diagnostics;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Opening;

/// <summary>Queues images for rating. A repeat changes nothing.</summary>
public sealed class OpenSet(FeedbackCollections store, Blinds blinds, IObjectStore objects, TimeProvider time)
{
    private readonly StudyTiles _tiles = new(objects);

    /// <summary>Queues the images and opens their set.</summary>
    /// <param name="input">The set to open.</param>
    /// <param name="context">Gets the progress.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">Plan, images or order are invalid.</exception>
    /// <exception cref="PermanentFailureException">They differ from a set that was opened before, or there are no pairs
    /// to show.</exception>
    public async Task<JobOutcome> RunAsync(SetToOpen input, JobContext context, CancellationToken cancel)
    {
        var plan = await PlanAsync(input, cancel);
        if (input.Purpose == ImagePurpose.Training && plan.Rating.LearnFrom is { } earlier)
            return await new EarlierSet(store, objects, time).FreezeAsync(input, earlier, cancel);
        var (manifest, order) = await ReadAsync(input, plan, cancel);
        if (plan.IsStudy) await new StudyImages(objects).CheckAsync(input.ImagesKey, plan, manifest, context, cancel);
        var items = Items(input, plan, manifest, order);
        var wanted = Wanted(input, plan, items.Count);
        await store.EnsureAsync(cancel);
        var setId = RatingSet.IdOf(input.RoundId, input.Purpose);
        await RefuseAnotherManifestAsync(setId, input, cancel);

        var blind = await blinds.OpenAsync(setId, plan, cancel);
        for (var i = 0; i < items.Count; i++)
        {
            var (id, image) = items[i];
            image = image with { OrderKey = blind.OrderKey(id), PublicId = blind.ImageId(id) };
            await QueueAsync(id, image, cancel);
            if (i % 50 == 49) context.Report(i + 1, items.Count);
        }

        var study = await _tiles.MakeAsync(blind, plan, items.Count, SideBySide(input, plan), cancel);
        await store.Studies.AddAsync(setId, study, cancel);

        // The set is stored last, so that no image is shown before all are stored.
        var set = new RatingSet
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = input.Purpose,
            ImagesKey = input.ImagesKey,
            Images = items.Count,
            OrderKey = input.OrderKey,
            Wanted = wanted,
            RatersPerImage = plan.Rating.RatersPerImage,
            DisputeFrom = plan.Rating.DisputeFrom,
            ChangeMinutes = plan.Rating.ChangeMinutes,
            Dataset = plan.Dataset,
            State = SetState.Open,
            // A comparison continues the trace of its ratings; a training set begins a trace with its last rating.
            TraceParent = input.Purpose == ImagePurpose.Evaluation ? Activity.Current?.Id : null,
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        if (!await store.Sets.AddAsync(setId, set, cancel))
            await RefuseAnotherManifestAsync(setId, input, cancel);
        context.Report(items.Count, items.Count);
        return new JobOutcome();
    }

    private static int Wanted(SetToOpen input, RoundPlan plan, int items) =>
        input.Purpose == ImagePurpose.Evaluation ? items : plan.Rating.Wanted(items);

    /// <summary>
    /// Images of a comparison are always rated one at a time, since the gate needs the plausibility of each.
    /// </summary>
    private static bool SideBySide(SetToOpen input, RoundPlan plan) =>
        plan.Rating.SideBySide && input.Purpose == ImagePurpose.Training;

    private static IReadOnlyList<(string Id, QueuedImage Image)> Items(
        SetToOpen input, RoundPlan plan, ImageManifest manifest, ImageOrder? order)
    {
        if (SideBySide(input, plan))
        {
            var pairs = ImagePairs.Of(manifest.Images, plan.Seed);
            if (pairs.Count == 0)
                throw new PermanentFailureException(
                    $"{input.ImagesKey}: expected two images of a class to show side by side, found none");
            return
            [
                .. pairs.Select(
                    pair => (ImagePairs.IdOf(pair.Left.Id, pair.Right.Id), Pair(input, pair.Left, pair.Right)))
            ];
        }
        // The images to rate all have rank 0, so each rater gets them in a different order; the replacements follow one
        // after another.
        var wanted = Wanted(input, plan, manifest.Images.Count);
        var ranks = (order?.Images ?? []).Index().ToDictionary(i => i.Item.Id, i => Math.Max(0, i.Index - wanted + 1));
        return
        [
            .. manifest.Images.Select(
                entry =>
                    (entry.Id, Item(input, entry) with { Rank = ranks.GetValueOrDefault(entry.Id) }))
        ];
    }

    private static QueuedImage Pair(SetToOpen input, ImageEntry left, ImageEntry right) =>
        Item(input, left) with
        {
            RightKey = right.Key,
            Sides = new Sides(left.Id, right.Id),
        };

    private static QueuedImage Item(SetToOpen input, ImageEntry entry) => new()
    {
        SetId = RatingSet.IdOf(input.RoundId, input.Purpose),
        RoundId = input.RoundId,
        Purpose = input.Purpose,
        Label = entry.Label,
        Key = entry.Key,
        OrderKey = "",   // keyed when the image is stored
        Ratings = 0,
        State = ImageState.Queued,
    };

    private async Task<RoundPlan> PlanAsync(SetToOpen input, CancellationToken cancel)
    {
        var plan = await objects.GetJsonAsync<RoundPlan>(input.PlanKey, cancel);
        return plan.RoundId == input.RoundId
            ? plan
            : throw new InvalidInputException(
                input.PlanKey, "roundId", $"expected '{input.RoundId}', found '{plan.RoundId}'");
    }

    private async Task<(ImageManifest manifest, ImageOrder? order)> ReadAsync(
        SetToOpen input, RoundPlan plan, CancellationToken cancel)
    {
        var manifest = await objects.GetJsonAsync<ImageManifest>(input.ImagesKey, cancel);
        if (manifest.RoundId != input.RoundId)
            throw new InvalidInputException(
                input.ImagesKey, "roundId", $"expected '{input.RoundId}', found '{manifest.RoundId}'");
        if (manifest.Images.Count == 0)
            throw new InvalidInputException(
                input.ImagesKey, "images", "expected at least one image to rate, found none");
        for (var i = 0; i < manifest.Images.Count; i++)
            if (Fault(manifest.Images[i], plan.Dataset.Classes.Count) is { } fault)
                throw new InvalidInputException(input.ImagesKey, $"images[{i}]", fault);
        if (manifest.Images.GroupBy(e => e.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException(
                input.ImagesKey, "images", $"expected each id once, found '{twice.Key}' again");
        var order = input.OrderKey is null ? null : await objects.GetJsonAsync<ImageOrder>(input.OrderKey, cancel);
        if (order is not null && Fault(order, input, manifest) is { } wrong)
            throw new InvalidInputException(input.OrderKey!, "images", wrong);
        return (manifest, order);
    }

    private static string? Fault(ImageEntry? entry, int classes)
    {
        if (entry is null) return "expected an image, found null";
        if (!Names.IsImageId(entry.Id))
            return $"expected an id of at most 128 letters, digits, - and _, found '{entry.Id}'";
        if (entry.Label < 0 || entry.Label >= classes)
            return $"expected a label of 0 to {classes - 1}, found {entry.Label}";
        if (entry.Key.Length == 0) return "expected an object key, found none";
        return entry.Arm is { Length: > 0 } arm && entry.Id.Contains(arm, StringComparison.OrdinalIgnoreCase)
            ? $"expected an id that does not name the arm, found '{entry.Id}'"
            : null;
    }

    private static string? Fault(ImageOrder order, SetToOpen input, ImageManifest manifest)
    {
        if (order.ImagesKey != input.ImagesKey)
            return $"expected an order of '{input.ImagesKey}', found one of '{order.ImagesKey}'";
        if (order.Images.Any(i => i is null)) return "expected images, found null";
        return order.Images.Select(i => i.Id)
            .Order(StringComparer.Ordinal)
            .SequenceEqual(manifest.Images.Select(i => i.Id).Order(StringComparer.Ordinal))
            ? null
            : "expected each image of the manifest once";
    }

    private async Task QueueAsync(string id, QueuedImage image, CancellationToken cancel)
    {
        if (await store.Images.AddAsync(id, image, cancel)) return;
        var there = await store.Images.GetAsync(id, cancel);
        if (there?.SetId != image.SetId || there.Key != image.Key || there.RightKey != image.RightKey)
            throw new PermanentFailureException(
                $"image '{id}': expected a new one or this one again, found it queued for another set or with " +
                    $"another content");
    }

    private async Task RefuseAnotherManifestAsync(string setId, SetToOpen input, CancellationToken cancel)
    {
        var there = await store.Sets.GetAsync(setId, cancel);
        if (there is not null && there.ImagesKey != input.ImagesKey)
            throw new PermanentFailureException(
                $"round '{input.RoundId}', {input.Purpose}: expected the images '{there.ImagesKey}' that are queued " +
                    $"already, found '{input.ImagesKey}'");
    }
}

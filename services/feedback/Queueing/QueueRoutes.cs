using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Feedback.Settings;
using PathAlign.Imaging;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Queueing;

/// <summary>The queue of images to rate, blinded.</summary>
internal static class QueueRoutes
{
    private const string Right = Presentation.RightSide;

    internal static void Map(RouteGroupBuilder api)
    {
        var id = ParameterNote.Path("id", "The id from the queue.", Names.ImageIdPattern, ExampleValues.ImageId);
        api.MapGet("/queue/next", NextAsync).RequireAuthorization(Policies.Rates)
            .Describe(
                "pullQueue",
                FeedbackTags.Rating,
                "Get images to rate",
                "Images or pairs of the oldest open set, reserved for the caller for some time. Images that the " +
                    "caller got and has not rated come first, postponed ones last. A reviewer gets disputed images " +
                    "to decide.")
            .Takes(
                ParameterNote.Number("count", "Maximum number of images.", 1, 1000, 24),
                ParameterNote.OneOf("purpose", "Only images for this purpose.", "training", "evaluation"))
            .Answers(StatusCodes.Status200OK, "Images of one set.", QueueExamples.Queue)
            .Answers(StatusCodes.Status204NoContent, "No images are left to rate.")
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPut("/queue/{id}/skip", SkipAsync).RequireAuthorization(Policies.Rates)
            .Describe(
                "skipImage",
                FeedbackTags.Rating,
                "Postpone an image",
                "Another rater may get it; the caller gets it again at the end.")
            .Takes(id)
            .Answers(StatusCodes.Status204NoContent, "The image is postponed.")
            .MayAnswer(FeedbackProblemKinds.UnknownImage);
        api.MapGet("/images/{id}/content", ContentAsync).RequireAuthorization(Policies.Rates)
            .Describe("getImage", FeedbackTags.Rating, "Get an image as PNG")
            .Takes(
                id,
                ParameterNote.OneOf("side", "The side of a pair; left by default.", Presentation.LeftSide, Right),
                ParameterNote.Header(
                    "If-None-Match", "The entity tag of an image that the client has.", "^.{1,200}$", "\"6b1f\""))
            .Answers(StatusCodes.Status200OK, "A PNG without information on its origin.", mediaType: "image/png")
            .Answers(StatusCodes.Status304NotModified, "The client's copy is current.")
            .MayAnswer(ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownImage, FeedbackProblemKinds.SetFrozen);
    }

    private static async Task<Results<Ok<QueuePage>, NoContent, ProblemHttpResult>> NextAsync(
        HttpContext http,
        RaterQueue queue,
        ReviewQueue reviews,
        Blinds blinds,
        IOptions<FeedbackOptions> options,
        string? purpose,
        string? count)
    {
        if (!TryPurpose(purpose, out var wanted))
            return Problems.InvalidQuery("purpose: expected training or evaluation, or none");
        var most = options.Value.MaxImagesPerPage;
        var number = 1;
        if (
            count is not null
                && (
                    !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                        || number < 1
                        || number > most))
            return Problems.InvalidQuery($"count: expected 1 to {most}");

        var rater = http.Rater();
        var next = rater.Role == RaterRole.Reviewer
            ? await reviews.NextAsync(rater.Name, wanted, number, http.RequestAborted)
            : await queue.NextAsync(rater, wanted, number, http.RequestAborted);
        if (next is null) return TypedResults.NoContent();
        var (setId, set, items) = next.Value;
        return TypedResults.Ok(
            new QueuePage(
                (await blinds.OfAsync(setId, http.RequestAborted)).SetId,
                items.Any(i => i.RightKey is not null) ? [] : set.Dataset.Criteria,
                [.. items.Select(item => Item(item, set.Dataset.Classes[item.Label]))]));
    }

    private static QueueItem Item(Presentation item, ImageClass shown)
    {
        var content = $"{Routes.Prefix}/images/{item.ItemId}/content";
        return new QueueItem(
            item.ItemId,
            shown.Code,
            shown.Name,
            content,
            item.RightKey is null ? null : $"{content}?side={Right}");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SkipAsync(
        HttpContext http, RaterQueue queue, string id) =>
        Names.IsImageId(id) && await queue.SkipAsync(http.Rater().Name, id, http.RequestAborted)
            ? TypedResults.NoContent()
            : FeedbackProblems.UnknownImage();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ContentAsync(
        HttpContext http,
        FeedbackCollections store,
        IObjectStore objects,
        Subjects subjects,
        string id,
        string? side)
    {
        if (side is not (null or Presentation.LeftSide or Right))
            return Problems.InvalidQuery(
                $"side: expected {Presentation.LeftSide} or {Right}, or none for {Presentation.LeftSide}");
        var cancel = http.RequestAborted;
        var subject = await subjects.FindAsync(http.Rater(), id, cancel);
        var set = subject is null
            ? null
            : await store.Sets.GetAsync(subject.SetId, cancel);
        if (subject is null || set is null) return FeedbackProblems.UnknownImage();
        if (set.State != SetState.Open) return FeedbackProblems.SetFrozen();
        if ((side == Right ? subject.RightKey : subject.Key) is not { } key)
            return Problems.InvalidQuery($"side: expected {Presentation.LeftSide} or none for a single image");

        // Encoded again from its pixels: the file's metadata would tell the rater how the image was made, and its size
        // how smooth it is.
        var image = Png.Decode(await objects.GetAsync(key, cancel), key);
        var content = Png.EncodeEvenly(Turns.Of(image, side == Right ? subject.RightTurn : subject.Turn));
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(
            content,
            "image/png",
            entityTag: new EntityTagHeaderValue($"\"{Fingerprint.Of(id, Fingerprint.Of(content))}\""));
    }

    private static bool TryPurpose(string? text, out ImagePurpose? purpose)
    {
        purpose = text switch
        {
            "training" => ImagePurpose.Training,
            "evaluation" => ImagePurpose.Evaluation,
            _ => null,
        };
        return text is null || purpose is not null;
    }
}

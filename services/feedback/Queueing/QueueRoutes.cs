using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using PathAlign.Contracts.Events;
using PathAlign.Data;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Http;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Storage;
using PathAlign.Feedback.Study;
using PathAlign.Imaging;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Queueing;

/// <summary>What there is to rate, blinded.</summary>
internal static class QueueRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/queue/next", NextAsync).RequireAuthorization(Policies.Rates);
        api.MapPut("/queue/{id}/skip", SkipAsync).RequireAuthorization(Policies.Rates);
        api.MapGet("/images/{id}/content", ContentAsync).RequireAuthorization(Policies.Rates);
    }

    private static async Task<Results<Ok<QueuePage>, NoContent, ProblemHttpResult>> NextAsync(HttpContext http, RaterQueue queue, IOptions<FeedbackOptions> options, string? purpose, string? count)
    {
        if (!TryPurpose(purpose, out var wanted)) return Problems.InvalidQuery("purpose: expected training or evaluation, or none");
        var most = options.Value.MaxImagesPerPage;
        var number = 1;
        if (count is not null && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number < 1 || number > most))
            return Problems.InvalidQuery($"count: expected 1 to {most}");

        var next = await queue.NextAsync(http.Rater().Name, wanted, number, http.RequestAborted);
        if (next is null) return TypedResults.NoContent();
        var items = next.Value.Items.Select(i => new QueueItem(i.ItemId, TissueClasses.All[i.Label].Code, TissueClasses.All[i.Label].Name, $"{Routes.Prefix}/images/{i.ItemId}/content"));
        return TypedResults.Ok(new QueuePage(next.Value.SetId, options.Value.CriteriaOrDefault, [.. items]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SkipAsync(HttpContext http, RaterQueue queue, string id) =>
        Names.IsImageId(id) && await queue.SkipAsync(http.Rater().Name, id, http.RequestAborted) ? TypedResults.NoContent() : Problems.UnknownImage();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ContentAsync(HttpContext http, IDocumentStore store, IObjectStore objects, Subjects subjects, string id)
    {
        var cancel = http.RequestAborted;
        var subject = await subjects.FindAsync(http.Rater().Name, id, cancel);
        var set = subject is null ? null : await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, subject.SetId, cancel);
        if (subject is null || set is null) return Problems.UnknownImage();
        if (set.State != SetState.Open) return Problems.SetFrozen();

        // Drawn anew from its pixels: what the file says of its origin would tell the rater how it was made.
        var content = Png.Encode(Png.Decode(await objects.GetAsync(subject.Key, cancel), subject.Key));
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(content, "image/png", entityTag: new EntityTagHeaderValue($"\"{Fingerprint.Of(id, Fingerprint.Of(content))}\""));
    }

    private static bool TryPurpose(string? text, out ImagePurpose? purpose)
    {
        purpose = text switch { "training" => ImagePurpose.Training, "evaluation" => ImagePurpose.Evaluation, _ => null };
        return text is null || purpose is not null;
    }
}

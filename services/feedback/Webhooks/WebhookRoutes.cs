using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Webhooks;

/// <summary>
/// The delivery log. Only the settings name endpoints, so no request can make this server call an address.
/// </summary>
internal static class WebhookRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/webhooks/deliveries", ListAsync).RequireAuthorization(Policies.Watches)
        .Describe("listDeliveries", FeedbackTags.Results, "List deliveries to webhooks, newest first")
        .Takes(PageNotes.Parameters)
        .Answers(
            StatusCodes.Status200OK,
            "A page of the log.",
            new DeliveryPage(
                [
                    new DeliveryEntry(
                        ExampleValues.RatingId,
                        WebhookQueue.RatingStored,
                        "lab.example",
                        DeliveryState.Delivered,
                        1793698200000,
                        1793698260000,
                        [new WebhookTry(1793698200500, 204, null)])
                ],
                null))
        .MayAnswer(ProblemKinds.InvalidQuery);

    private static async Task<Results<Ok<DeliveryPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, FeedbackCollections store, string? count, string? after)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        var page = await store.Webhooks.PageAsync(
            new DocumentQuery([], "createdAt", Descending: true, most, after), http.RequestAborted);
        return TypedResults.Ok(new DeliveryPage([.. page.Values.Select(DeliveryEntry.Of)], page.Next));
    }
}

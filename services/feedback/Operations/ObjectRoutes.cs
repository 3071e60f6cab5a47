using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Stores and returns objects such as weights, plans and reports: for operators, who may see content that is hidden
/// from raters.
/// </summary>
internal static class ObjectRoutes
{
    private static readonly TimeSpan _addressLasts = TimeSpan.FromMinutes(5);

    internal static void Map(RouteGroupBuilder api)
    {
        var kind = ParameterNote.Path("kind", "The kind of the object.", Names.NamePattern, "plans");
        ParameterNote[] key =
        [
            kind,
            ParameterNote.Path("prefix", "The first two digits of its hash.", "^[0-9a-f]{2}$", "01"),
            ParameterNote.Path(
                "name", "Hash and extension.", "^[0-9a-f]{64}\\.[a-z0-9]{1,16}$", $"{ExampleValues.Hash}.json"),
        ];
        api.MapPost("/objects/{kind}/{extension}", PutAsync).RequireAuthorization(Policies.Operates)
            .Describe("putObject", FeedbackTags.Operations, "Store an object", "Its key follows from its content.")
            .Takes(kind, ParameterNote.Path("extension", "The end of its name.", "^[a-z0-9]{1,16}$", "json"))
            .TakesContent("application/octet-stream", "The content.", "{}")
            .Answers(StatusCodes.Status200OK, "The object is stored.", OperationsExamples.Stored)
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/objects/{kind}/{prefix}/{name}", GetAsync).RequireAuthorization(Policies.Watches)
            .Describe(
                "getObject",
                FeedbackTags.Operations,
                "Get the content of an object",
                "A program that follows redirects can request an address at the object store, valid for five " +
                    "minutes; if clients cannot reach the store, the answer is the content. Check the content that " +
                    "you read there against the hash in its key. Services get lists of images, orders and ratings " +
                    "once all sets of their round are frozen. A read of ratings is an export, and in the audit log.")
            .Takes([.. key, ParameterNote.OneOf("address", "Whether an address is enough.", "true", "false")])
            .Answers(StatusCodes.Status200OK, "The content.", mediaType: "application/octet-stream")
            .Answers(StatusCodes.Status302Found, "The address of the content.")
            .MayAnswer(
                ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownObject, FeedbackProblemKinds.SetOpen);
        api.MapMethods("/objects/{kind}/{prefix}/{name}", [HttpMethods.Head], HeadAsync)
            .RequireAuthorization(Policies.Watches)
            .Describe("hasObject", FeedbackTags.Operations, "Whether an object exists").Takes(key)
            .Answers(StatusCodes.Status200OK, "The object exists.")
            .MayAnswer(FeedbackProblemKinds.UnknownObject);
    }

    private static async Task<Results<Ok<StoredObject>, ProblemHttpResult>> PutAsync(
        HttpContext http,
        IObjectStore objects,
        AuditLog audit,
        IOptions<FeedbackOptions> options,
        string kind,
        string extension)
    {
        try
        {
            ObjectKey.CheckParts(kind, extension);
        }
        catch (ArgumentException error)
        {
            return Problems.InvalidQuery(error.Message);
        }
        var most = options.Value.MaxObjectBytes;
        if (!BoundedBody.TryLimit(http.Request, most)) return Problems.BodyTooLarge(most);
        try
        {
            return TypedResults.Ok(
                new StoredObject(
                    await objects.PutStreamAsync(
                        kind,
                        extension,
                        http.Request.Body,
                        (key, cancel) => audit.AppendAsync(http.Rater().Name, "object-stored", key, cancel),
                        http.RequestAborted)));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BodyTooLarge(most);
        }
    }

    private static async Task<Results<PhysicalFileHttpResult, RedirectHttpResult, ProblemHttpResult>> GetAsync(
        HttpContext http,
        ReplacedObjects objects,
        RoundObjects ofRounds,
        [FromServices] IPresignedReads? presigned,
        string kind,
        string prefix,
        string name,
        string? address)
    {
        if (address is not (null or "true" or "false"))
            return Problems.InvalidQuery("address: expected true or false, or none for false");
        try
        {
            var asked = ObjectKey.Check($"{kind}/{prefix}/{name}");
            if (await ofRounds.RefusalAsync(http.Rater(), asked, http.RequestAborted) is { } refusal) return refusal;
            var key = await objects.HeldUnderAsync(asked, http.RequestAborted);
            if (key != asked) http.Response.Headers.ContentLocation = $"{Routes.Prefix}/objects/{key}";
            if (address != "true" || key != asked || presigned is not { IsPublic: true })
                return TypedResults.PhysicalFile(
                    await objects.GetFileAsync(key, http.RequestAborted), "application/octet-stream");
            if (!await objects.ExistsAsync(key, http.RequestAborted)) return FeedbackProblems.UnknownObject();
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Redirect(presigned.ReadAddress(key, _addressLasts).AbsoluteUri);
        }
        catch (Exception error) when (error is ArgumentException or ObjectNotFoundException)
        {
            return FeedbackProblems.UnknownObject();
        }
    }

    private static async Task<Results<Ok, ProblemHttpResult>> HeadAsync(
        HttpContext http, IObjectStore objects, string kind, string prefix, string name)
    {
        try
        {
            return await objects.ExistsAsync(ObjectKey.Check($"{kind}/{prefix}/{name}"), http.RequestAborted)
                ? TypedResults.Ok()
                : FeedbackProblems.UnknownObject();
        }
        catch (ArgumentException)
        {
            return FeedbackProblems.UnknownObject();
        }
    }
}

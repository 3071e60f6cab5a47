using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Http;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Operations;

/// <summary>Weights, plans and reports, in and out of the object store: for operators, whose keys see what raters may not.</summary>
internal static class ObjectRoutes
{
    private const int CopyBytes = 1 << 17;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/objects/{kind}/{extension}", PutAsync).RequireAuthorization(Policies.Operates);
        api.MapMethods("/objects/{kind}/{prefix}/{name}", [HttpMethods.Get, HttpMethods.Head], GetAsync).RequireAuthorization(Policies.Watches);
    }

    private static async Task<Results<Ok<StoredObject>, ProblemHttpResult>> PutAsync(HttpContext http, IObjectStore objects, IOptions<FeedbackOptions> options, string kind, string extension)
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
        if (http.Request.ContentLength > most) return Problems.BodyTooLarge(most);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;

        // By way of a file: the store hashes what it stores, and weights do not fit into memory.
        var path = Path.Combine(Path.GetTempPath(), $"pathalign-upload-{Guid.NewGuid():N}");
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBytes, useAsync: true))
                await http.Request.Body.CopyToAsync(file, CopyBytes, http.RequestAborted);
            return TypedResults.Ok(new StoredObject(await objects.PutFileAsync(kind, extension, path, http.RequestAborted)));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BodyTooLarge(most);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<Results<PhysicalFileHttpResult, Ok, ProblemHttpResult>> GetAsync(HttpContext http, IObjectStore objects, string kind, string prefix, string name)
    {
        try
        {
            var key = ObjectKey.Check($"{kind}/{prefix}/{name}");
            if (HttpMethods.IsHead(http.Request.Method)) return await objects.ExistsAsync(key, http.RequestAborted) ? TypedResults.Ok() : Problems.UnknownObject();
            return TypedResults.PhysicalFile(await objects.GetFileAsync(key, http.RequestAborted), "application/octet-stream");
        }
        catch (Exception error) when (error is ArgumentException or ObjectNotFoundException)
        {
            return Problems.UnknownObject();
        }
    }
}

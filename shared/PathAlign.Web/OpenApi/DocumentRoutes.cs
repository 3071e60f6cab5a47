using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PathAlign.Storage.Documents;

namespace PathAlign.Web.OpenApi;

/// <summary>
/// Serves the document to programs; the page /api shows it to people. It contains no data of rounds, so it is public.
/// </summary>
internal static class DocumentRoutes
{
    internal static void Map(RouteGroupBuilder api) => api.MapGet("/openapi.json", GetAsync).AllowAnonymous()
        .Describe("getOpenApi", Tags.Description, "This document")
        .Takes(
            ParameterNote.Header(
                "If-None-Match", "The entity tag of a document that the client has.", "^.{1,200}$", "\"6b1f\""))
        .Answers(StatusCodes.Status200OK, "The OpenAPI 3.1 document of this server.", mediaType: "application/json")
        .Answers(StatusCodes.Status304NotModified, "The client's copy is current.");

    private static async Task<FileContentHttpResult> GetAsync(HttpContext http, ApiDocument document)
    {
        var json = await document.JsonAsync();
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(
            json,
            "application/json; charset=utf-8",
            entityTag: new EntityTagHeaderValue($"\"{Fingerprint.Of(json)}\""));
    }
}

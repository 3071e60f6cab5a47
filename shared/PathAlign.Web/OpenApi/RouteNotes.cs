using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PathAlign.Web.Http;

namespace PathAlign.Web.OpenApi;

/// <summary>Notes on routes, for the OpenAPI document.</summary>
internal static class RouteNotes
{
    /// <summary>The route's name, group and purpose.</summary>
    internal static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route, string operationId, string tag, string summary, string? description = null)
    {
        route.WithName(operationId).WithTags(tag).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>The route's parameters.</summary>
    internal static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params ParameterNote[] parameters) =>
        route.WithMetadata([.. parameters]);

    /// <summary>The route reads a JSON body.</summary>
    internal static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder route, string description, T example)
        where T : class => route.WithMetadata(new BodyNote(typeof(T), "application/json", example, description))
            .MayAnswer(ProblemKinds.MalformedBody, ProblemKinds.BodyTooLarge, ProblemKinds.UnsupportedMediaType);

    /// <summary>The route reads a body of another media type.</summary>
    internal static RouteHandlerBuilder TakesContent(
        this RouteHandlerBuilder route, string mediaType, string description, object example) =>
        route.WithMetadata(new BodyNote(null, mediaType, example, description)).MayAnswer(ProblemKinds.BodyTooLarge);

    /// <summary>The route's successful response.</summary>
    internal static RouteHandlerBuilder Answers(
        this RouteHandlerBuilder route,
        int status,
        string description,
        object? example = null,
        string? mediaType = null) =>
        route.WithMetadata(new AnswerNote(status, description, example, mediaType));

    /// <summary>The route's errors, besides those of every route.</summary>
    internal static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder route, params ProblemKind[] problems) =>
        route.WithMetadata([.. problems]);

    /// <summary>The route's responses carry an entity tag; a client with the same version gets 304.</summary>
    internal static RouteHandlerBuilder WithEntityTag(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter<ConditionalGet>()
        .Takes(
            ParameterNote.Header(
                "If-None-Match", "The entity tag of an answer that the client has.", "^.{1,200}$", "\"6b1f\""))
        .Answers(StatusCodes.Status304NotModified, "The client's copy is current.");
}

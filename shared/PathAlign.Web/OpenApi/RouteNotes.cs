using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PathAlign.Web.Http;

namespace PathAlign.Web.OpenApi;

/// <summary>What routes say of themselves, for the document.</summary>
internal static class RouteNotes
{
    /// <summary>What it is called, where it belongs, and what it does.</summary>
    internal static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route, string operationId, string tag, string summary, string? description = null)
    {
        route.WithName(operationId).WithTags(tag).WithSummary(summary);
        return description is null ? route : route.WithDescription(description);
    }

    /// <summary>Its parameters.</summary>
    internal static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, params ParameterNote[] parameters) =>
        route.WithMetadata([.. parameters]);

    /// <summary>A body of JSON.</summary>
    internal static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder route, string description, T example)
        where T : class => route.WithMetadata(new BodyNote(typeof(T), "application/json", example, description))
            .MayAnswer(ProblemKinds.MalformedBody, ProblemKinds.BodyTooLarge, ProblemKinds.UnsupportedMediaType);

    /// <summary>A body of another kind.</summary>
    internal static RouteHandlerBuilder TakesContent(
        this RouteHandlerBuilder route, string mediaType, string description, object example) =>
        route.WithMetadata(new BodyNote(null, mediaType, example, description)).MayAnswer(ProblemKinds.BodyTooLarge);

    /// <summary>How it answers when all is well.</summary>
    internal static RouteHandlerBuilder Answers(
        this RouteHandlerBuilder route,
        int status,
        string description,
        object? example = null,
        string? mediaType = null) =>
        route.WithMetadata(new AnswerNote(status, description, example, mediaType));

    /// <summary>How it answers otherwise, apart from what every route may answer.</summary>
    internal static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder route, params ProblemKind[] problems) =>
        route.WithMetadata([.. problems]);

    /// <summary>Its answers bear an entity tag: whoever has them already is told so.</summary>
    internal static RouteHandlerBuilder WithEntityTag(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter<ConditionalGet>()
        .Takes(
            ParameterNote.Header(
                "If-None-Match", "The entity tag of an answer that is there already.", "^.{1,200}$", "\"6b1f\""))
        .Answers(StatusCodes.Status304NotModified, "It is the same as before.");
}

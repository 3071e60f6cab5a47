using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using PathAlign.Web.Http;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PathAlign.Web.OpenApi;

/// <summary>Writes a route's notes and the facts that hold for every route into the document.</summary>
internal sealed class DescribeOperation(IOptions<HttpJsonOptions> json) : IOpenApiOperationTransformer
{
    internal const string Roles = "x-roles";

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var write = context.Description.HttpMethod is not ("GET" or "HEAD");
        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        Describe(operation, metadata.OfType<ParameterNote>());
        if (metadata.OfType<BodyNote>().ToList() is { Count: > 0 } bodies)
            operation.RequestBody = await BodyAsync(bodies, context, cancellationToken);
        foreach (var answer in metadata.OfType<AnswerNote>()) Describe(operation, answer);
        var problem = await ComponentAsync(typeof(ProblemDetails), context, cancellationToken);
        foreach (
            var kinds in metadata.OfType<ProblemKind>()
                .Concat(OfEveryRoute(write, anonymous))
                .Distinct()
                .GroupBy(k => k.Status))
            operation.Responses![$"{kinds.Key}"] = Answer(kinds, problem);
        operation.Responses = Sorted(operation.Responses!);
        if (!anonymous) Secure(operation, metadata.OfType<AuthorizationPolicy>(), context.Document!, write);
    }

    private static IEnumerable<ProblemKind> OfEveryRoute(bool write, bool anonymous)
    {
        if (!anonymous) yield return ProblemKinds.Unauthenticated;
        if (!anonymous) yield return ProblemKinds.Forbidden;
        if (!anonymous) yield return ProblemKinds.HttpsRequired;
        if (!anonymous && write) yield return ProblemKinds.CrossSite;
        yield return ProblemKinds.TooManyRequests;
        yield return ProblemKinds.Internal;
        yield return ProblemKinds.StoreUnavailable;
    }

    private static void Describe(OpenApiOperation operation, IEnumerable<ParameterNote> notes)
    {
        operation.Parameters ??= [];
        foreach (var parameter in notes.Select(n => n.ToParameter()))
        {
            var found = operation.Parameters.Index()
                .FirstOrDefault(p => p.Item.Name == parameter.Name && p.Item.In == parameter.In, (-1, parameter));
            if (found.Index < 0) operation.Parameters.Add(parameter);
            else operation.Parameters[found.Index] = parameter;
        }
    }

    private async Task<OpenApiRequestBody> BodyAsync(
        IReadOnlyList<BodyNote> bodies, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var content = new Dictionary<string, OpenApiMediaType>();
        foreach (var body in bodies)
            content[body.MediaType] = new OpenApiMediaType
            {
                Schema = body.Type is null ? Content(body.MediaType) : await ComponentAsync(body.Type, context, cancel),
                Example = Node(body.Example),
            };
        return new OpenApiRequestBody
        {
            Description = string.Join(' ', bodies.Select(b => b.Description).Distinct()),
            Required = true,
            Content = content,
        };
    }

    private void Describe(OpenApiOperation operation, AnswerNote note)
    {
        operation.Responses ??= [];
        var answer = operation.Responses.TryGetValue($"{note.Status}", out var there)
            ? (OpenApiResponse)there
            : new OpenApiResponse();
        operation.Responses[$"{note.Status}"] = answer;
        answer.Description = note.Description;
        if (note.MediaType is not null)
            (answer.Content ??= new Dictionary<string, OpenApiMediaType>())[note.MediaType] = new OpenApiMediaType
            {
                Schema = Content(note.MediaType),
                Example = note.Example is null ? null : Node(note.Example),
            };
        else if (note.Example is not null && answer.Content?.TryGetValue("application/json", out var content) == true)
            content.Example = Node(note.Example);
    }

    private static OpenApiResponse Answer(IGrouping<int, ProblemKind> kinds, IOpenApiSchema problem) => new()
    {
        Description = string.Join("; ", kinds.Select(k => k.Title)),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new OpenApiMediaType
            {
                Schema = problem,
                Examples = kinds.ToDictionary(k => k.Name, k => (IOpenApiExample)new OpenApiExample
                {
                    Summary = k.Title,
                    Value = new JsonObject
                    {
                        ["type"] = k.Type,
                        ["title"] = k.Title,
                        ["status"] = k.Status,
                        ["detail"] = k.Detail ?? "what was expected, what came, and where",
                    },
                }),
            },
        },
        Headers = kinds.Key is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            ? new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader
                {
                    Description = "Seconds to wait.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                },
            }
            : null,
    };

    private static void Secure(
        OpenApiOperation operation, IEnumerable<AuthorizationPolicy> policies, OpenApiDocument document, bool write)
    {
        var roles = policies.SelectMany(p => p.Requirements)
            .OfType<RolesAuthorizationRequirement>()
            .SelectMany(r => r.AllowedRoles)
            .Select(r => r.ToLowerInvariant())
            .Distinct()
            .ToArray();
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        operation.Extensions[Roles] = new JsonNodeExtension(new JsonArray([.. roles.Select(r => (JsonNode)r)]));
        var session = new OpenApiSecurityRequirement { [new(SecuritySchemes.Session, document)] = [] };
        if (write) session[new(SecuritySchemes.Csrf, document)] = [];
        operation.Security = [new() { [new(SecuritySchemes.Key, document)] = [] }, session];
    }

    private static async Task<IOpenApiSchema> ComponentAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(type.Name) != true)
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, cancellationToken: cancel));
        return new OpenApiSchemaReference(type.Name, document);
    }

    private static OpenApiResponses Sorted(OpenApiResponses responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(r => r.Key, StringComparer.Ordinal))
            sorted[status] = response;
        return sorted;
    }

    private static OpenApiSchema Content(string mediaType) => mediaType == "application/json"
        ? new OpenApiSchema { Description = "JSON whose form another standard or tool defines." }
        : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };

    private JsonNode? Node(object value) =>
        value is string text
            ? text
            : JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);
}

using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PathAlign.Feedback.OpenApi;

/// <summary>Writes into the document what it is, and how to say who one is.</summary>
internal sealed class DescribeDocument : IOpenApiDocumentTransformer
{
    private const string About =
        "Puts generated histology tiles before pathologists, takes their ratings, and says what these are worth.\n\n" +
        "Errors are problem details (RFC 9457) whose `type` stays the same for good. A write that may come twice " +
            "bears a key of its own. " +
        "Lists go on at `after` with the `next` of the page before. Answers with an `ETag` are not sent again to a " +
            "client that names it in `If-None-Match`. " +
        "`x-roles` of an operation says who is let through.";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "PathAlign feedback", Version = "1.0", Description = About };
        document.Servers = [new OpenApiServer { Url = "/", Description = "Where this document comes from." }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = SecuritySchemes.All.ToDictionary(
            s => s.Key, s => (IOpenApiSecurityScheme)s.Value);
        document.Tags = new HashSet<OpenApiTag>(
            Tags.All.Select(t => new OpenApiTag { Name = t.Name, Description = t.Description }));
        return Task.CompletedTask;
    }
}

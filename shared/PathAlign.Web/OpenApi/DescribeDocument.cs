using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PathAlign.Web.OpenApi;

/// <summary>Writes the description and the authentication schemes into the document.</summary>
internal sealed class DescribeDocument(ApiAbout about) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = about.Title,
            Version = about.Version,
            Description = about.Text,
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The server of this document." }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = SecuritySchemes.All.ToDictionary(
            s => s.Key, s => (IOpenApiSecurityScheme)s.Value);
        document.Tags = new HashSet<OpenApiTag>(
            about.Tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.Description }));
        return Task.CompletedTask;
    }
}

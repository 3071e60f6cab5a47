using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace PathAlign.Web.OpenApi;

/// <summary>The OpenAPI document of all mapped routes, generated once.</summary>
internal sealed class ApiDocument
{
    internal const string Name = "v1";

    private readonly Lazy<Task<byte[]>> _json;

    public ApiDocument([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) =>
        _json = new(() => WriteAsync(provider));

    /// <summary>The document as JSON. All routes must be mapped before the first call.</summary>
    internal Task<byte[]> JsonAsync() => _json.Value;

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }
}

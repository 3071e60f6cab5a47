using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PathAlign.Web.OpenApi;

/// <summary>Writes the values that <see cref="AllowedValuesAttribute"/> names into the schema of a property.</summary>
internal sealed class AllowedValues : IOpenApiSchemaTransformer
{
    public Task TransformAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (
            context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(
                typeof(AllowedValuesAttribute),
                inherit: true).OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
            schema.Enum = [.. allowed.Values.Select(v => JsonValue.Create($"{v}")!)];
        // enumerations are text in JSON
        if (schema is { Enum.Count: > 0, Type: null }) schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }
}

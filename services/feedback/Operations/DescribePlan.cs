using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PathAlign.Contracts;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Adds the schemas of plans and of studies' lists of images to the document: they are stored as objects, whose content
/// no operation describes.
/// </summary>
internal sealed class DescribePlan : IOpenApiDocumentTransformer
{
    // required properties have no default
    private static readonly RoundPlan _defaults =
        new() { RoundId = "", Data = "", GeneratorKey = "", FilterKey = "", JudgeKey = "" };

    public async Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(
            typeof(RoundPlan), cancellationToken: cancellationToken);
        AddDefaults(schema, JsonSerializer.SerializeToNode(_defaults, ContractJson.Options)!.AsObject());
        document.AddComponent(nameof(RoundPlan), schema);
        document.AddComponent(
            nameof(StudyManifest),
            await context.GetOrCreateSchemaAsync(typeof(StudyManifest), cancellationToken: cancellationToken));
    }

    private static void AddDefaults(OpenApiSchema schema, JsonObject values)
    {
        foreach (var (name, value) in values)
            if (schema.Required?.Contains(name) != true && schema.Properties?[name] is OpenApiSchema property)
                if (value is JsonObject part) AddDefaults(property, part);
                else if (value is JsonValue) property.Default = value.DeepClone();
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace PathAlign.Web.OpenApi;

/// <summary>
/// A parameter of a route as the document describes it. Routes read parameters as text and check them themselves.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Its place: path, query or header.</param>
/// <param name="Description">Its meaning.</param>
/// <param name="Schema">The schema of valid values.</param>
/// <param name="Example">A valid value.</param>
/// <param name="Required">Whether a request without it is rejected.</param>
internal sealed record ParameterNote(
    string Name,
    ParameterLocation In,
    string Description,
    Func<OpenApiSchema> Schema,
    string Example,
    bool Required = false)
{
    internal static ParameterNote Path(string name, string description, string pattern, string example) =>
        new(
            name,
            ParameterLocation.Path,
            description,
            () => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
            example,
            Required: true);

    internal static ParameterNote OneOf(string name, string description, params string[] values) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            () => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (JsonNode)v)] },
            values[0]);

    internal static ParameterNote Text(string name, string description, string pattern, string example) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            () => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
            example);

    internal static ParameterNote Header(
        string name, string description, string pattern, string example, bool required = false) =>
        new(
            name,
            ParameterLocation.Header,
            description,
            () => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern },
            example,
            required);

    internal static ParameterNote Number(string name, string description, int least, int most, int example) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            () => Whole(least, most),
            example.ToString(CultureInfo.InvariantCulture));

    internal OpenApiParameter ToParameter()
    {
        var schema = Schema();
        JsonNode example = schema.Type == JsonSchemaType.Integer
            ? int.Parse(Example, CultureInfo.InvariantCulture)
            : Example;
        return new OpenApiParameter
        {
            Name = Name,
            In = In,
            Description = Description,
            Required = Required,
            Schema = schema,
            Example = example,
        };
    }

    private static OpenApiSchema Whole(int least, int most) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
    };
}

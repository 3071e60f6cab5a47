using System.Text.Json;

namespace PathAlign.Contracts;

/// <summary>
/// The JSON form of events, plans and manifests: camel case, fields in the order of their declaration, so that equal
/// values have equal bytes. Readers ignore unknown fields and reject JSON without a required field.
/// </summary>
public static class ContractJson
{
    /// <summary>Frozen options; nesting of more than 32 levels and duplicate fields are rejected.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>The value as UTF-8.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a value.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="source">Where it came from, for the message: an object key, a path.</param>
    /// <exception cref="JsonException">The JSON does not describe such a value.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options)
                ?? throw new JsonException("expected an object, found null");
        }
        catch (JsonException error)
        {
            throw new JsonException($"{source}: expected the JSON of {typeof(T).Name}: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions Frozen()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            MaxDepth = 32,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

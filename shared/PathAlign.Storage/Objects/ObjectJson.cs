using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Files;

namespace PathAlign.Storage.Objects;

/// <summary>
/// Plans and manifests in the object store: the same value always has the same bytes, hence the same key.
/// </summary>
public static class ObjectJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    // Unknown fields are ignored: contracts grow by optional fields, and an older reader may read newer manifests.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        MaxDepth = MaxDepth,
    };

    /// <summary>
    /// Stores a value as JSON without spaces, fields in ordinal order, nulls left out, and returns its key.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="kind">Lower-case letters and hyphens: plans, manifests, ratings.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancel">Stops; then nothing is stored.</param>
    public static Task<string> PutJsonAsync<T>(
        this IObjectStore store, string kind, T value, CancellationToken cancel = default)
        where T : class
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
            WriteSorted(writer, JsonSerializer.SerializeToElement(value, Options));
        return store.PutAsync(kind, "json", bytes.ToArray(), cancel);
    }

    /// <summary>The value under a key.</summary>
    /// <exception cref="InvalidInputException">The content is not JSON, has another structure, a duplicate key, or
    /// nesting deeper than <see cref="MaxDepth"/>.</exception>
    /// <exception cref="ObjectNotFoundException">No object has this key.</exception>
    /// <exception cref="ObjectCorruptException">The stored bytes have another hash.</exception>
    public static async Task<T> GetJsonAsync<T>(this IObjectStore store, string key, CancellationToken cancel = default)
        where T : class
    {
        var bytes = await store.GetAsync(key, cancel);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Options)
                ?? throw new InvalidInputException(key, "$", $"expected a {typeof(T).Name}, found null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                key, error.Path ?? "$", $"expected a {typeof(T).Name} as JSON: {error.Message}");
        }
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteSorted(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

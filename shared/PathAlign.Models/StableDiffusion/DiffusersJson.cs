using System.Globalization;
using System.Text.Json;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.StableDiffusion;

/// <summary>Reads and writes the <c>config.json</c> of a part of a diffusers folder.</summary>
internal static class DiffusersJson
{
    private static readonly CultureInfo _plain = CultureInfo.InvariantCulture;

    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    /// <summary>Reads a config; its values are not checked.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON.</exception>
    internal static T Read<T>(string json, string part)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new ArgumentException($"{part}: expected a JSON object, found null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new ArgumentException($"{part}: expected the config of this part ({error.Message})", error);
        }
    }

    /// <summary>
    /// Rejects a field whose value would make another network than the one that is built. A field that is absent or
    /// null is accepted.
    /// </summary>
    /// <param name="fields">The fields that the config's record does not hold.</param>
    /// <param name="supported">The only supported value of each field; empty for null only.</param>
    /// <exception cref="ArgumentException">A field has another value.</exception>
    internal static void RequireOnly(
        IReadOnlyDictionary<string, JsonElement>? fields, params (string Name, string Value)[] supported)
    {
        foreach (var (name, value) in supported)
        {
            if (fields is null || !fields.TryGetValue(name, out var found) || found.ValueKind == JsonValueKind.Null)
                continue;
            Require(
                $"{found}" == value || (IsNumber(found, out var number) && number.ToString("R", _plain) == value),
                $"{name}: expected {(value.Length == 0 ? "null" : value)}, the only one supported, got {found}");
        }
    }

    private static bool IsNumber(JsonElement element, out double number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out number);
    }
}

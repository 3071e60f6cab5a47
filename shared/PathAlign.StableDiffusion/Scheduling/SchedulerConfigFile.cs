using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>Reads and checks a <c>scheduler_config.json</c>.</summary>
public static partial class SchedulerConfigFile
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Reads a file of at most 1 MiB.</summary>
    /// <exception cref="InvalidInputException">The file is missing or no JSON object, or a value has the wrong type or
    /// is out of its range; the message names file, key, what was expected and what was found.</exception>
    public static SchedulerConfig Read(string path) =>
        Parse(InputFile.Text(path, "a scheduler_config.json", MaxBytes), path);

    /// <summary>Parses the text of a file.</summary>
    /// <param name="text">JSON; a bare -Infinity, which Python writes, counts as null.</param>
    /// <param name="source">Where it came from, for errors.</param>
    /// <exception cref="InvalidInputException">As for <see cref="Read"/>.</exception>
    public static SchedulerConfig Parse(string text, string source)
    {
        text = BareInfinity().Replace(text, ": null");
        try
        {
            var config = JsonSerializer.Deserialize<SchedulerConfig>(text, _json)
                ?? throw new InvalidInputException(source, "JSON", "expected an object, found null");
            SchedulerConfigRules.Check(config, source);
            return config;
        }
        catch (JsonException error)
        {
            var key = error.Path?.Split('.', '[').ElementAtOrDefault(1);
            if (key is null or "") throw new InvalidInputException(source, "JSON", "expected a JSON object");
            throw new InvalidInputException(source, key, $"expected {Expected(key)}, found {Found(text, key)}");
        }
    }

    private static string Expected(string key)
    {
        var property = typeof(SchedulerConfig).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == key);
        var type = property is null ? null : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) ? "true or false"
            : type == typeof(int) ? "a whole number"
            : type == typeof(double) ? "a number"
            : type == typeof(string) ? "a text"
            : "valid JSON";
    }

    private static string Found(string text, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty(key).GetRawText();
        }
        catch (JsonException)
        {
            return "text that is no JSON";
        }
    }

    [GeneratedRegex(@":\s*-Infinity\b")]
    private static partial Regex BareInfinity();
}

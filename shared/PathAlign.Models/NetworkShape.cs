using System.Text.Json;

namespace PathAlign.Models;

/// <summary>Reads and checks the shape of a network in a weight file's header.</summary>
internal static class NetworkShape
{
    /// <summary>The shape in a JSON text, or null if the text is null. Its values are not checked.</summary>
    /// <exception cref="ArgumentException">The text is not the JSON of that type.</exception>
    internal static T? Read<T>(string json, string network)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json);
        }
        catch (JsonException error)
        {
            throw new ArgumentException(
                $"{network} shape: expected the JSON of {typeof(T).Name} ({error.Message})", error);
        }
    }

    /// <summary>Rejects a shape that breaks a rule.</summary>
    /// <exception cref="ArgumentException">The rule does not hold; the message is the rule.</exception>
    internal static void Require(bool holds, string rule)
    {
        if (!holds) throw new ArgumentException(rule);
    }
}

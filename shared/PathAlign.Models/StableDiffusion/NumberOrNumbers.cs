using System.Text.Json;
using System.Text.Json.Serialization;

namespace PathAlign.Models.StableDiffusion;

/// <summary>Reads a number or a list of numbers as a list; writes a list of one as a number.</summary>
internal sealed class NumberOrNumbers : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? [reader.GetInt32()]
            : JsonSerializer.Deserialize<int[]>(ref reader, options) ?? throw new JsonException("expected numbers");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
    {
        if (value.Count == 1) writer.WriteNumberValue(value[0]);
        else JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}

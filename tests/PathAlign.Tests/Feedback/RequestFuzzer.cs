using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// Makes requests out of an OpenAPI document: valid ones, nearly valid ones, and hostile ones, the same from the same
/// seed.
/// </summary>
internal sealed class RequestFuzzer(
    JsonObject document,
    IReadOnlyDictionary<string, string> keys,
    IReadOnlyDictionary<string, string[]> known,
    int seed)
{
    private static readonly string[] Hostile =
    [
        "", " ", "0", "-1", "1e9", "2147483648", "99999999999999999999", "null", "true", "NaN", "{}", "[]",
            "{\"$ne\":1}", "../../etc/passwd", "..%2f", "a/b", "a\\b", "'; DROP TABLE ratings;--",
        "<script>alert(1)</script>", "${jndi:ldap://x}", "%s%n", "ä", "漢字", "😀", "\u202e", "a\tb", "a\nb", "A", "x-",
            "$type", "__proto__", new(
            'a',
            65), new(
            '9',
            400), new(
            'x',
            3000),
    ];

    private readonly Random _random = new(seed);

    internal HttpRequestMessage Next(string method, string path, JsonObject operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(p => p!.AsObject()).ToList();
        foreach (var parameter in parameters.Where(p => (string)p["in"]! == "path"))
            path = path.Replace($"{{{parameter["name"]}}}", Segment(parameter));
        var query = parameters.Where(p => (string)p["in"]! == "query" && Chance(0.6))
            .Select(p => $"{p["name"]}={Uri.EscapeDataString(Value(p))}");
        var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?{string.Join('&', query)}");
        foreach (var parameter in parameters.Where(p => (string)p["in"]! == "header" && Chance(0.85)))
            request.Headers.TryAddWithoutValidation(
                (string)parameter["name"]!, new string([.. Value(parameter).Where(c => c is >= ' ' and < '\u007f')]));
        if (Key(operation) is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (operation["requestBody"] is { } body) Fill(request, body["content"]!.AsObject());
        return request;
    }

    private void Fill(HttpRequestMessage request, JsonObject content)
    {
        var (type, media) = content.ElementAt(_random.Next(content.Count));
        request.Content = new ByteArrayContent(Body(media!.AsObject()));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            Chance(0.95) ? type : Pick("text/plain", "application/xml", "application/json; charset=utf-16"));
    }

    private byte[] Body(JsonObject media)
    {
        switch (_random.Next(10))
        {
            case 0:
                var noise = new byte[_random.Next(200)];
                _random.NextBytes(noise);
                return noise;
            case 1: return Encoding.UTF8.GetBytes(Pick(Hostile));
            case 2: return Encoding.UTF8.GetBytes(Any(3)?.ToJsonString() ?? "null");
        }
        if (media["example"] is JsonValue text && text.TryGetValue<string>(out var lines))
            return Encoding.UTF8.GetBytes(Garbled(lines));
        if (media["example"] is JsonArray list) return Encoding.UTF8.GetBytes(Garbled(list.ToJsonString()));
        if (Resolve(media["schema"]) is not { } schema || schema["properties"] is null)
            return Encoding.UTF8.GetBytes(Pick(Hostile));
        var body = new JsonObject();
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            var required = schema["required"]?.AsArray().Any(r => (string)r! == name) == true;
            if (Chance(required ? 0.97 : 0.5))
                body[name] = Chance(0.9) ? Of(name, Resolve(property), media["example"]?[name]) : Any(2);
        }
        if (Chance(0.05)) body[Pick(Hostile)] = Any(1);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private JsonNode? Of(string name, JsonObject? schema, JsonNode? example)
    {
        var type = ((schema?["type"] as JsonArray)?[1] ?? schema?["type"])?.ToString();
        if (type == "array")
            return new JsonArray(
                [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Of(name, Resolve(schema!["items"]), null))]);
        if (known.TryGetValue(name, out var values) && Chance(0.9)) return Pick(values);
        if (schema?["enum"] is JsonArray choices) return choices[_random.Next(choices.Count)]?.DeepClone();
        if (example is not null && Chance(0.5)) return example.DeepClone();
        return type switch
        {
            "integer" => Chance(0.6) ? 0 : _random.Next(-2, 25),
            "boolean" => Chance(0.5),
            _ => Pick(Hostile),
        };
    }

    private JsonNode? Any(int depth) => _random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => null,
        1 => _random.Next(),
        2 => Chance(0.5),
        3 => Pick(Hostile),
        4 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Any(depth - 1))]),
        _ =>
            new JsonObject(
                Enumerable.Range(0, _random.Next(4)).Select(i => KeyValuePair.Create($"k{i}", Any(depth - 1)))),
    };

    private string Value(JsonObject parameter)
    {
        var schema = parameter["schema"]!.AsObject();
        if (Chance(0.3)) return Pick(Hostile);
        if (known.TryGetValue((string)parameter["name"]!, out var values) && Chance(0.8)) return Pick(values);
        if (schema["enum"] is JsonArray choices) return (string)choices[_random.Next(choices.Count)]!;
        return schema["minimum"] is { } least && Chance(0.7)
            ? $"{_random.Next((int)least - 1, (int)schema["maximum"]! + 2)}"
            : $"{parameter["example"]}" + (Chance(0.3) ? $"{_random.Next(100)}" : "");
    }

    // What a client's address parser or the server's refuses or normalises never reaches a route.
    private string Segment(JsonObject parameter)
    {
        var value = Uri.EscapeDataString(Value(parameter)).Replace("%5C", "%7C");
        return value.Trim('.').Length == 0 ? "x" : value;
    }

    private string Garbled(string text)
    {
        var at = _random.Next(text.Length + 1);
        return _random.Next(4) switch
        {
            0 => text,
            1 => text[..at],
            2 => text + text[at..],
            _ => text[..at] + Pick(Hostile) + text[at..],
        };
    }

    private string? Key(JsonObject operation)
    {
        if (operation["x-roles"] is JsonArray roles && Chance(0.9))
            return keys[(string)roles[_random.Next(roles.Count)]!];
        return Chance(0.5) ? Pick([.. keys.Values]) : Chance(0.5) ? "nobody.x" : null;
    }

    private JsonObject? Resolve(JsonNode? schema) =>
        schema?["$ref"] is { } reference
            ? document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!.AsObject()
            : schema as JsonObject;

    private bool Chance(double share) => _random.NextDouble() < share;

    private string Pick(params string[] values) => values[_random.Next(values.Length)];
}

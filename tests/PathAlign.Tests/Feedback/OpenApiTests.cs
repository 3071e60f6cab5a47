using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>The API's document is complete.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task It_is_OpenAPI_3_1_and_is_not_sent_twice()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());

        var answer = await host.GetAsync("/api/v1/openapi.json", null);
        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var again = await host.GetAsync("/api/v1/openapi.json", null, answer.Headers.ETag!.ToString());

        Assert.StartsWith("3.1.", (string)document["openapi"]!);
        Assert.Equal("/", (string)document["servers"]![0]!["url"]!);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_what_it_takes_and_how_it_answers()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        var operations = await OperationsAsync(host);

        var gaps = operations.SelectMany(o => Gaps(o.Name, o.Operation)).ToList();

        Assert.True(gaps.Count == 0, string.Join('\n', gaps));
        Assert.Equal(operations.Count, operations.Select(o => (string)o.Operation["operationId"]!).Distinct().Count());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_schema_is_described()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/api/v1/openapi.json"))!;
        var schemas = document["components"]!["schemas"]!.AsObject();

        var missing = References(document).Where(r => !schemas.ContainsKey(r["#/components/schemas/".Length..]));
        var silent = from schema in schemas
                     from property in schema.Value!["properties"]?.AsObject() ?? []
                     where schema.Key != "ProblemDetails"
                         && property.Value!["description"] is null
                         && !References(property.Value).Any()
                     select $"{schema.Key}.{property.Key}";

        Assert.Empty(missing);
        Assert.Equal("", string.Join(' ', silent));
    }

    [Fact]
    public async Task It_states_the_settings_of_a_plan_with_their_ranges_and_defaults()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/api/v1/openapi.json"))!;
        var finetune = document["components"]!["schemas"]![nameof(RoundPlan)]!["properties"]!["finetune"]!;

        var rank = finetune["properties"]!["rank"]!;

        Assert.Equal("Rank of the adapter's matrices.", (string)rank["description"]!);
        Assert.Equal((1, 256, 8), ((int)rank["minimum"]!, (int)rank["maximum"]!, (int)rank["default"]!));
    }

    internal static async Task<IReadOnlyList<(string Name, JsonObject Operation)>> OperationsAsync(FeedbackHost host)
    {
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/api/v1/openapi.json"))!;
        return [.. from path in document["paths"]!.AsObject()
                   from operation in path.Value!.AsObject()
                   select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject())];
    }

    private static IEnumerable<string> Gaps(string name, JsonObject operation)
    {
        foreach (var field in new[] { "operationId", "summary", "tags", "responses" })
            if (operation[field] is null) yield return $"{name}: no {field}";
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            if (parameter!["description"] is null || parameter["example"] is null || parameter["schema"] is null)
                yield return $"{name}: {parameter["name"]} lacks a description, an example or a schema";
        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            if (content!["example"] is null || content["schema"] is null)
                yield return $"{name}: the body of {type} lacks an example or a schema";
        foreach (var (status, response) in operation["responses"]?.AsObject() ?? [])
        {
            if (string.IsNullOrEmpty((string?)response!["description"]))
                yield return $"{name}: {status} lacks a description";
            foreach (var (type, content) in response["content"]?.AsObject() ?? [])
                if (
                    content!["schema"] is null
                        || (
                            type.Contains("json", StringComparison.Ordinal)
                                && name != "GET /api/v1/openapi.json"
                                && content["example"] is null
                                && content["examples"] is null))
                    yield return $"{name}: {status} {type} lacks a schema or an example";
        }
        foreach (var status in new[] { "429", "500", "503" })
            if (operation["responses"]?[status] is null) yield return $"{name}: no {status}";
        if (
            operation["security"] is not null
                && (operation["responses"]?["401"] is null || operation["responses"]?["403"] is null))
            yield return $"{name}: no 401 or 403";
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [(string)p.Value!] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}

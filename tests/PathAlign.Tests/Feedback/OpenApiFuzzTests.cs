using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// Requests made from the document are answered as the document says, and never with a failure of the server.
/// </summary>
[Slow]
public sealed class OpenApiFuzzTests
{
    private const int PerOperation = 100;

    [Theory]
    [InlineData(1)]
    public async Task No_generated_request_makes_the_server_fail_or_answer_what_it_does_not_document(int seed)
    {
        using var documents = new SqliteDocumentStore(
            Path.Combine(Directory.CreateTempSubdirectory("pathalign-test-").FullName, "documents.db"));
        var stores = new FeedbackStores { Served = documents };
        for (var r = 1; r <= 3; r++)
            await stores.QueueRoundAsync(
                $"r{r}", 40, new RatingPlan { RepeatShare = r == 3 ? 0.2 : 0, RatersPerImage = r });
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("SignInsPerMinute", "1000"));
        var keys = new Dictionary<string, string>();
        foreach (var role in Enum.GetValues<RaterRole>())
            keys[role.ToString().ToLowerInvariant()] = await host.RegisterAsync(
                $"fuzz-{role}".ToLowerInvariant(), role);
        var document = JsonNode.Parse(await host.Client.GetStringAsync("/api/v1/openapi.json"))!.AsObject();
        var fuzzer = new RequestFuzzer(document, keys, await KnownAsync(host, keys["rater"]), seed);
        var operations = await OpenApiTests.OperationsAsync(host);
        var (faults, answered) = (new List<string>(), new SortedDictionary<int, int>());

        for (var i = 0; i < PerOperation; i++)
        {
            foreach (var (name, operation) in operations)
            {
                using var request = fuzzer.Next(name.Split(' ')[0], name.Split(' ')[1], operation);
                using var answer = await host.Client.SendAsync(request);
                if (await FaultAsync(operation, answer) is { } fault)
                    faults.Add($"{request.Method} {request.RequestUri}: {fault}");
                answered[(int)answer.StatusCode] = answered.GetValueOrDefault((int)answer.StatusCode) + 1;
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", answered.Select(a => $"{a.Value} × {a.Key}")));
        Assert.All(
            [200, 201, 204, 400, 401, 403, 404, 409, 415],
            status =>
                Assert.True(
                    answered.ContainsKey(status),
                    $"expected some requests to be answered with {status}, found none: the generator has grown blunt"));
    }

    private static async Task<string?> FaultAsync(JsonObject operation, HttpResponseMessage answer)
    {
        var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        if (status >= 500) return $"{status} {text}";
        if (operation["responses"]![$"{status}"] is not { } documented) return $"{status} is not documented: {text}";
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (status < 400 || answer.RequestMessage!.Method == HttpMethod.Head)
            return type is not null && documented["content"]?[type] is null
                ? $"{status} with the undocumented media type {type}"
                : null;
        if (type != "application/problem+json")
            return $"{status}: expected problem details, found {type ?? "no content"}";
        var problem = (string)JsonNode.Parse(text)!["type"]!;
        var examples = documented["content"]![type]!["examples"]!.AsObject();
        return examples.ContainsKey(problem.Split(':')[^1]) ? null : $"{status} with the undocumented {problem}";
    }

    /// <summary>Values that lead somewhere.</summary>
    private static async Task<Dictionary<string, string[]>> KnownAsync(FeedbackHost host, string key)
    {
        var page = (
            await (await host.GetAsync("/api/v1/queue/next?count=40", key)).Content.ReadFromJsonAsync<QueuePage>())!;
        string[] images = [.. page.Images.Select(i => i.Id)];
        var rated = (await (await host.RateAsync(images[0], key, "known")).Content.ReadFromJsonAsync<JsonObject>())!;
        return new()
        {
            ["imageId"] = images,
            ["id"] = [.. images.Take(5), (string)rated["id"]!],
            ["setId"] = [page.SetId],
            ["roundId"] = ["r1", "r2", "r3"],
            ["round"] = ["r1", "r2", "r3"],
            ["faults"] = [.. page.Criteria],
            ["remark"] = ["fine", "=1+1", "a\nb"],
        };
    }
}

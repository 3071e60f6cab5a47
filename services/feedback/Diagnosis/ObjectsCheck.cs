using System.Text.Json.Nodes;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Objects that unfinished jobs, champions or imports name and that are missing.</summary>
internal sealed class ObjectsCheck(
    JobStore jobs, IDocumentStore documents, IObjectStore objects) : ICheck
{
    private const int Shown = 3;
    private static readonly JobState[] _unfinished = [JobState.Pending, JobState.Running, JobState.Failed];

    public string Name => "objects";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var (missing, count) = (new List<string>(), 0);
        await foreach (var (key, by) in NamedAsync(cancel).DistinctBy(named => named.Key))
        {
            count++;
            if (!await objects.ExistsAsync(key, cancel)) missing.Add($"{key} of {by}");
        }
        if (missing.Count == 0) return Finding.Well(Name, $"all {count} that unfinished work and champions need exist");
        var more = missing.Count > Shown ? $" and {missing.Count - Shown} more" : "";
        return Finding.Fault(
            Name,
            $"missing: {string.Join(", ", missing.Take(Shown))}{more}",
            "restore the objects from the backup");
    }

    private async IAsyncEnumerable<(string Key, string By)> NamedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var state in _unfinished)
            await foreach (var job in jobs.InStateAsync(state, cancel))
            {
                yield return (job.PlanKey, $"job {job.Id}");
                foreach (var key in Keys(job.Input.Body)) yield return (key, $"job {job.Id}");
            }
        foreach (var collection in new[] { "champions", "imports" })
            await foreach (var (_, body) in All(collection).AllAsync([], null, cancel))
                foreach (var key in Keys(Newest(body)))
                    yield return (key, collection);
    }

    private DocumentCollection<JsonObject> All(string collection) => new(documents, new(collection));

    // Of a base generator's champions, only the first one draws; a finished import needs its object no more.
    private static JsonNode? Newest(JsonObject body) => body switch
    {
        { } when body["history"] is JsonArray { Count: > 0 } history => history[0],
        { } when (bool?)body["done"] == true => null,
        _ => body,
    };

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Keys(field.Value)),
        JsonArray items => items.SelectMany(Keys),
        JsonValue value when value.TryGetValue<string>(out var text) && ObjectKey.IsKey(text) => [text],
        _ => [],
    };
}

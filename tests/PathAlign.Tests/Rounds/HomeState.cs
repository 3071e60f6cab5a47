using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// What rounds have left in a home, without what differs from run to run: times, tries, traces, progress.
/// </summary>
internal sealed record HomeState(
    IReadOnlyList<string> Objects, IReadOnlyDictionary<string, SortedDictionary<string, JsonObject>> Documents)
{
    private static readonly string[] _collections = ["jobs", "images", "rating-sets", "ratings", "champions"];
    private static readonly string[] _passing =
    [
        "createdAt",
        "updatedAt",
        "dueAt",
        "ratedAt",
        "frozenAt",
        "traceParent",
        "traceId",
        "attempts",
        "progress",
        "leaseOwner",
        "announced",
    ];

    internal static async Task<HomeState> ReadAsync(string home)
    {
        using var store = new SqliteDocumentStore(Path.Combine(home, "documents.db"));
        return await ReadAsync(store, ObjectsOf(Path.Combine(home, "objects")));
    }

    /// <summary>The same of documents that lie elsewhere, with the keys of all objects.</summary>
    internal static async Task<HomeState> ReadAsync(IDocumentStore store, IReadOnlyList<string> objects)
    {
        var documents = new Dictionary<string, SortedDictionary<string, JsonObject>>();
        foreach (var collection in _collections)
        {
            await store.EnsureAsync(new CollectionSpec(collection));
            var found = documents[collection] = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
            for (string? after = null; ;)
            {
                var page = await store.QueryAsync(collection, new DocumentQuery([], PageSize: 1000, After: after));
                foreach (var document in page.Documents) found.Add(document.Id, Lasting(document.Body));
                if ((after = page.Next) is null) break;
            }
        }
        return new HomeState(objects, documents);
    }

    internal IEnumerable<JsonObject> Of(string collection) => Documents[collection].Values;

    internal static void AssertSame(HomeState expected, HomeState actual)
    {
        foreach (var collection in _collections)
        {
            Assert.Equal(expected.Documents[collection].Keys, actual.Documents[collection].Keys);
            foreach (var (id, body) in expected.Documents[collection])
                Assert.Equal(body.ToJsonString(), actual.Documents[collection][id].ToJsonString());
        }
        Assert.Equal(expected.Objects, actual.Objects);
    }

    /// <summary>
    /// Lost: nothing. Done twice: nothing. Every job, image, rating and frozen set of a round is there once and as
    /// <paramref name="expected"/> has it, and every object is there.
    /// </summary>
    internal static void AssertRound(string roundId, HomeState expected, HomeState actual)
    {
        foreach (var collection in new[] { "jobs", "images", "rating-sets", "ratings" })
        {
            var here = actual.WithoutAnnouncements().Documents[collection].Where(
                d => (string?)d.Value["roundId"] == roundId
                    || (string?)d.Value["imageId"] is { } image
                        && image.StartsWith($"{roundId}-", StringComparison.Ordinal)).ToDictionary();
            Assert.Equal(expected.Documents[collection].Keys, here.Keys.Order(StringComparer.Ordinal));
            Assert.All(
                expected.Documents[collection],
                document => Assert.Equal(document.Value.ToJsonString(), here[document.Key].ToJsonString()));
        }
        Assert.Empty(expected.Objects.Except(actual.Objects));
    }

    /// <summary>Without what a request by the API leaves beside the jobs: the announcement of its event.</summary>
    private HomeState WithoutAnnouncements()
    {
        var jobs = new SortedDictionary<string, JsonObject>(
            Documents["jobs"].Where(
                job => ((string?)job.Value["stage"], (string?)job.Value["kind"]) != ("operator", "announcement"))
                .ToDictionary(),
            StringComparer.Ordinal);
        return this with
        {
            Documents = new Dictionary<string, SortedDictionary<string, JsonObject>>(Documents) { ["jobs"] = jobs },
        };
    }

    /// <summary>The keys of all objects; what a writer that died has left does not count.</summary>
    internal static IReadOnlyList<string> ObjectsOf(string folder) =>
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file))
                .Where(file => !file.StartsWith('.'))
                .Order(StringComparer.Ordinal)
        ];

    private static JsonObject Lasting(JsonObject body)
    {
        foreach (var name in _passing) body.Remove(name);
        if (body["outgoing"] is JsonArray events)
            foreach (var happened in events.OfType<JsonObject>().Select(e => e["body"]).OfType<JsonObject>())
                happened.Remove("traceId");
        return body;
    }
}

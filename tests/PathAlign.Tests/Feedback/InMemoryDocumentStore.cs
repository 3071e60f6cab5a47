using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Feedback;

/// <summary>A document store for tests: correct under concurrency, outlives the hosts that use it.</summary>
internal sealed class InMemoryDocumentStore : IDocumentStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, Held>> _documents = [];
    private readonly Dictionary<string, CollectionSpec> _specs = [];

    /// <summary>Called before each replace with collection and new body; throws to play a crash.</summary>
    internal Action<string, JsonObject>? BeforeReplace { get; set; }

    /// <summary>Called before each insert with collection and body; throws to play a crash.</summary>
    internal Action<string, JsonObject>? BeforeInsert { get; set; }

    /// <summary>Called before each removal with collection and id; throws to play a crash.</summary>
    internal Action<string, string>? BeforeDelete { get; set; }

    /// <summary>Waited for before each read of one document, with its collection: what happens in between.</summary>
    internal Func<string, Task>? BeforeGet { get; set; }

    public Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            _specs[collection.Name] = collection;
            _documents.TryAdd(collection.Name, []);
        }
        return Task.CompletedTask;
    }

    public Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        BeforeInsert?.Invoke(collection, body);
        lock (_gate)
        {
            if (_documents[collection].ContainsKey(id) || Taken(collection, id, body)) return Task.FromResult(false);
            _documents[collection][id] = new Held(new Document(id, 1, body));
            return Task.FromResult(true);
        }
    }

    public async Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default)
    {
        if (BeforeGet is { } before) await before(collection);
        lock (_gate) return _documents[collection].TryGetValue(id, out var found) ? Copy(found.Document) : null;
    }

    public Task<Document?> ReplaceAsync(
        string collection, Document read, string json, CancellationToken cancel = default)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        BeforeReplace?.Invoke(collection, body);
        lock (_gate)
        {
            if (
                _documents[collection].GetValueOrDefault(read.Id)?.Document.Version != read.Version
                    || Taken(collection, read.Id, body))
                return Task.FromResult<Document?>(null);
            var next = new Document(read.Id, read.Version + 1, body);
            _documents[collection][read.Id] = new Held(next);
            return Task.FromResult<Document?>(Copy(next));
        }
    }

    public Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default)
    {
        BeforeDelete?.Invoke(collection, read.Id);
        lock (_gate)
            return Task.FromResult(
                _documents[collection].GetValueOrDefault(read.Id)?.Document.Version == read.Version
                    && _documents[collection].Remove(read.Id));
    }

    public Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<string>>([.. _documents.Keys.Order(StringComparer.Ordinal)]);
    }

    public Task<DocumentPage> QueryAsync(string collection, DocumentQuery query, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            var after = query.After is null ? null : JsonNode.Parse(query.After)!.AsArray();
            var order = Comparer<(object? Value, string Id)>.Create((a, b) =>
                (query.Descending ? -1 : 1) * (
                    Compare(a.Value, b.Value) is var byValue and not 0 ? byValue : string.CompareOrdinal(a.Id, b.Id)));
            var rest = _documents[collection].Values.Where(d => query.Conditions.All(c => Holds(d, c)))
                .Select(
                    d =>
                        (
                            Place: (query.OrderBy is null ? null : d[query.OrderBy], d.Document.Id),
                            Document: d.Document))
                .Where(
                    d => after is null || order.Compare(d.Place, (Field(after[0]), after[1]!.GetValue<string>())) > 0)
                .OrderBy(d => d.Place, order).ToList();
            var page = rest.Take(query.PageSize).Select(d => Copy(d.Document)).ToList();
            var last = page.Count == 0 ? null : page[^1];
            var cursor = rest.Count > page.Count
                ? new JsonArray(
                    query.OrderBy is null ? null : last!.Body[query.OrderBy]?.DeepClone(), last!.Id).ToJsonString()
                : null;
            return Task.FromResult(new DocumentPage(page, cursor));
        }
    }

    public Task<long> CountAsync(
        string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default)
    {
        lock (_gate)
            return Task.FromResult((long)_documents[collection].Values.Count(d => conditions.All(c => Holds(d, c))));
    }

    /// <summary>All documents as they are now; <see cref="Restore"/> makes them so again.</summary>
    internal IReadOnlyDictionary<string, Dictionary<string, Held>> Snapshot()
    {
        lock (_gate) return _documents.ToDictionary(c => c.Key, c => new Dictionary<string, Held>(c.Value));
    }

    internal void Restore(IReadOnlyDictionary<string, Dictionary<string, Held>> snapshot)
    {
        lock (_gate)
            foreach (var (name, documents) in _documents)
            {
                documents.Clear();
                foreach (var (id, document) in snapshot.GetValueOrDefault(name) ?? []) documents[id] = document;
            }
    }

    /// <summary>Removes a document, as somebody with access to the database can.</summary>
    internal void Remove(string collection, string id)
    {
        lock (_gate) _documents[collection].Remove(id);
    }

    private bool Taken(string collection, string id, JsonObject body) =>
        _specs[collection].Indexes.Where(i => i.Unique).Any(index =>
    {
        var values = index.Fields.Select(f => Field(body[f])).ToList();
        return !values.Contains(null)
            && _documents[collection].Values.Any(
                d => d.Document.Id != id && index.Fields.Select(f => d[f]).SequenceEqual(values));
    });

    private static bool Holds(Held document, Condition condition)
    {
        if (document[condition.Field] is not { } value) return false;
        var order = Compare(value, condition.Value);
        return condition.Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Below => order < 0,
            _ => order > 0,
        };
    }

    private static object? Field(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        _ => false,
    };

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string or bool, _) or (_, string or bool) => -1,
        _ =>
            Convert.ToDouble(left, CultureInfo.InvariantCulture)
                .CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
    };

    private static Document Copy(Document document) => new(document.Id, document.Version, document.Json);

    /// <summary>A document and its fields as they are compared, each read from the text once.</summary>
    internal sealed class Held(Document document)
    {
        private readonly Dictionary<string, object?> _fields = [];

        internal Document Document => document;

        internal object? this[string field] =>
            _fields.TryGetValue(field, out var value) ? value : _fields[field] = Field(document.Body[field]);
    }
}

using System.Text;
using MongoDB.Bson;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// Documents in MongoDB, with an index per <see cref="IndexSpec"/>. A write returns when a majority of the servers has
/// it. A write whose reply was lost is repeated; it finds its own earlier work by a token in the document, so that it
/// counts once. Every call may throw a <see cref="StoreUnavailableException"/> or a <see
/// cref="StoreRefusedException"/>.
/// </summary>
public sealed class MongoDocumentStore : IDocumentStore, IServedStore
{
    /// <summary>
    /// The largest body, in bytes of UTF-8. Its fields are stored a second time, and MongoDB's limit is 16 MiB.
    /// </summary>
    public const int LargestBody = 7 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly MongoAttempts _mongo;

    /// <param name="commands">Runs the commands.</param>
    /// <param name="patience">How long a call is retried while the server is unavailable; null for 20 s.</param>
    internal MongoDocumentStore(IMongoCommands commands, TimeSpan? patience = null) =>
        _mongo = new(commands, patience ?? Patience, TimeProvider.System);

    /// <inheritdoc/>
    public async Task EnsureAsync(CollectionSpec collection, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection.Name);
        cancel.ThrowIfCancellationRequested();
        if (collection.Indexes.Count == 0) return;   // the first document creates the collection
        await _mongo.RunAsync(MongoCommands.CreateIndexes(collection), cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(string collection, string id, string json, CancellationToken cancel = default)
    {
        var token = NewToken();
        var insert = MongoCommands.Insert(
            DocumentNames.CheckName(collection), DocumentNames.CheckId(id), Checked(json), token);
        return await _mongo.RepeatAsync(async isRepeat =>
        {
            if (!(await _mongo.OnceAsync(insert, cancel).ConfigureAwait(false)).IsDuplicate) return true;
            return isRepeat && await WroteAsync(collection, id, token, cancel).ConfigureAwait(false);
        }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Document?> GetAsync(string collection, string id, CancellationToken cancel = default)
    {
        var reply = await _mongo.RunAsync(
            MongoCommands.Get(DocumentNames.CheckName(collection), DocumentNames.CheckId(id)),
            cancel).ConfigureAwait(false);
        return reply.Batch.FirstOrDefault() is { } found ? Read(found) : null;
    }

    /// <inheritdoc/>
    public async Task<Document?> ReplaceAsync(
        string collection, Document read, string json, CancellationToken cancel = default)
    {
        var token = NewToken();
        var replace = MongoCommands.Replace(
            DocumentNames.CheckName(collection), DocumentNames.CheckId(read.Id), read.Version, Checked(json), token);
        var isStored = await _mongo.RepeatAsync(async isRepeat =>
        {
            var reply = await _mongo.OnceAsync(replace, cancel).ConfigureAwait(false);
            if (reply.IsDuplicate)
                throw new InvalidOperationException(
                    $"collection '{collection}', document '{read.Id}': expected unique fields with values that no " +
                        $"other document has, found one in use");
            return reply.Count == 1
                || (isRepeat && await WroteAsync(collection, read.Id, token, cancel).ConfigureAwait(false));
        }, cancel).ConfigureAwait(false);
        return isStored ? new(read.Id, read.Version + 1, json) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string collection, Document read, CancellationToken cancel = default)
    {
        var delete = MongoCommands.Delete(
            DocumentNames.CheckName(collection), DocumentNames.CheckId(read.Id), read.Version);
        return await _mongo.RepeatAsync(async isRepeat =>
        {
            var reply = await _mongo.OnceAsync(delete, cancel).ConfigureAwait(false);
            if (reply.Count == 1) return true;
            // A reply was lost: if the document is gone, the first attempt removed it.
            return isRepeat && await IsMissingAsync(collection, read.Id, cancel).ConfigureAwait(false);
        }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<DocumentPage> QueryAsync(
        string collection, DocumentQuery query, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.Check(query);
        var limit = query.PageSize + 1;   // one more document shows whether there is a next page
        var found = new List<Document>();
        var isCut = false;
        foreach (var range in MongoQuery.Ranges(query, DocumentCursor.Read(query)))
        {
            var reply = await _mongo.RunAsync(MongoCommands.Find(collection, range, limit - found.Count), cancel)
                .ConfigureAwait(false);
            found.AddRange(reply.Batch.Select(Read));
            if (found.Count == limit) break;
            isCut = reply.OpenCursor != 0;   // large documents: a reply holds at most 16 MiB, so this page is shorter
            if (!isCut) continue;
            await _mongo.RunAsync(MongoCommands.KillCursor(collection, reply.OpenCursor), cancel).ConfigureAwait(false);
            break;
        }
        if (found.Count == limit) found.RemoveAt(query.PageSize);
        else if (!isCut) return new(found, null);
        var last = found[^1];
        var value = query.OrderBy is null ? null : DocumentFields.Of(last.Json).GetValueOrDefault(query.OrderBy);
        return new(found, new DocumentCursor(DocumentCursor.OrderOf(query), value, last.Id).Write());
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(
        string collection, IReadOnlyList<Condition> conditions, CancellationToken cancel = default)
    {
        DocumentNames.CheckName(collection);
        DocumentNames.Check(new DocumentQuery(conditions));
        var reply = await _mongo.RunAsync(MongoCommands.Count(collection, conditions), cancel).ConfigureAwait(false);
        return reply.Batch.FirstOrDefault()?["n"].ToInt64() ?? 0;   // no document if none matches
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel = default)
    {
        var reply = await _mongo.RunAsync(MongoCommands.ListCollections(), cancel).ConfigureAwait(false);
        return [.. reply.Batch.Select(found => found["name"].AsString).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancel = default) => _mongo.OnceAsync(new("ping", 1), cancel);

    /// <summary>Whether the first try of a repeated write, whose reply was lost, is stored durably.</summary>
    private async Task<bool> WroteAsync(string collection, string id, string token, CancellationToken cancel)
    {
        async Task<bool> HoldsAsync(string level)
        {
            var reply = await _mongo.OnceAsync(MongoCommands.Writers(collection, id, level), cancel)
                .ConfigureAwait(false);
            return reply.Batch.FirstOrDefault()?["writes"].AsBsonArray.Contains(token) == true;
        }
        if (!await HoldsAsync("local").ConfigureAwait(false)) return false;
        if (await HoldsAsync("majority").ConfigureAwait(false)) return true;
        throw new StoreUnavailableException(
            $"MongoDB, collection '{collection}', document '{id}': expected the write on a majority of the servers, " +
                $"found it only on the primary");
    }

    private async Task<bool> IsMissingAsync(string collection, string id, CancellationToken cancel) =>
        !(await _mongo.OnceAsync(MongoCommands.Get(collection, id), cancel).ConfigureAwait(false)).Batch.Any();

    private static string NewToken() => Guid.NewGuid().ToString("N");

    private static string Checked(string json)
    {
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= LargestBody
            ? json
            : throw new ArgumentException($"expected a body of at most {LargestBody} bytes, found {bytes}");
    }

    private static Document Read(BsonDocument stored) =>
        new(stored["_id"].AsString, stored["version"].ToInt64(), stored["body"].AsString);
}

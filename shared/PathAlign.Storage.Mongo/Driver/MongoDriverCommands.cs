using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

namespace PathAlign.Storage.Mongo.Driver;

/// <summary>
/// Commands through the package MongoDB.Driver, with the build property <c>MongoProvider=Driver</c>. It is compiled only then:
/// where the package's own dependencies cannot be restored it cannot be built, and this project's tests have not run on it.
/// </summary>
internal sealed class MongoDriverCommands(MongoAddress address) : IMongoCommands, IDisposable
{
    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    private readonly MongoClient _client = new(address.ConnectionString);

    public async Task<string> RunAsync(string database, string command, CancellationToken cancel = default)
    {
        try
        {
            return (await _client.GetDatabase(database).RunCommandAsync<BsonDocument>(BsonDocument.Parse(command), ReadPreference.Primary, cancel).ConfigureAwait(false)).ToJson(Canonical);
        }
        catch (MongoCommandException error)
        {
            return error.Result.ToJson(Canonical);   // the server's own reply, which says what failed
        }
        catch (MongoAuthenticationException error)
        {
            throw new StoreRefusedException($"MongoDB: {error.Message}", error);
        }
        catch (Exception error) when (error is MongoException or TimeoutException or IOException)
        {
            throw new StoreUnavailableException($"MongoDB: {error.Message}", error);
        }
    }

    public void Dispose() => _client.Dispose();
}

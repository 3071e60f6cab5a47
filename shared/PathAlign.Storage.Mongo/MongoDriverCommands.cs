using MongoDB.Bson;
using MongoDB.Driver;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// Runs commands through MongoDB.Driver and its connection pool, which monitors the servers and reconnects after an
/// outage.
/// </summary>
internal sealed class MongoDriverCommands : IMongoCommands, IDisposable
{
    private readonly MongoAddress _address;
    private readonly MongoClient _client;
    private readonly IMongoDatabase _database;

    internal MongoDriverCommands(MongoAddress address, string database)
    {
        _address = address;
        _client = new(address.Settings);
        _database = _client.GetDatabase(database);
    }

    public async Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default)
    {
        try
        {
            return await _database.RunCommandAsync<BsonDocument>(command, ReadPreference.Primary, cancel)
                .ConfigureAwait(false);
        }
        catch (MongoCommandException error)
        {
            return error.Result;   // the server's reply with the reason
        }
        catch (Exception error) when (error is MongoAuthenticationException or MongoIncompatibleDriverException)
        {
            var cause = error.InnerException?.Message;
            throw new StoreRefusedException($"MongoDB at {_address.Hosts}: {error.Message} {cause}".TrimEnd(), error);
        }
        catch (Exception error) when (error is MongoException or TimeoutException or IOException)
        {
            throw new StoreUnavailableException($"MongoDB at {_address.Hosts}: {Reason(error)}", error);
        }
    }

    /// <summary>The reason in one line. If no server was found, the driver's message contains stack traces.</summary>
    private string Reason(Exception error)
    {
        if (error is not TimeoutException) return error.GetBaseException().Message;
        var reasons = _client.Cluster.Description.Servers
            .Select(server => server.HeartbeatException?.GetBaseException().Message).OfType<string>().Distinct();
        return string.Join(": ", reasons.Prepend(error.Message.Split(" using ")[0]));
    }

    public void Dispose() => _client.Dispose();
}

using MongoDB.Bson;

namespace PathAlign.Storage.Mongo;

/// <summary>Runs commands of one database. Tests implement it to simulate networks that lose replies.</summary>
internal interface IMongoCommands
{
    /// <summary>
    /// Runs a command once on the primary and returns the server's reply, also a reply that reports a failure.
    /// </summary>
    /// <param name="command">The command, such as <c>{ping: 1}</c>.</param>
    /// <param name="cancel">Stops the waiting. The server may still execute a command that was sent.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="StoreUnavailableException">No reply came; the server may have executed the command or
    /// not.</exception>
    /// <exception cref="StoreRefusedException">The server rejects this user or this version of the driver.</exception>
    Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default);
}

using MongoDB.Bson;

namespace PathAlign.Storage.Mongo;

/// <summary>Runs commands of one database. Tests put networks that lose replies behind it.</summary>
internal interface IMongoCommands
{
    /// <summary>
    /// Runs a command on the primary and returns the server's reply, also a reply that says that the command failed.
    /// Nothing is retried here.
    /// </summary>
    /// <param name="command">The command, such as <c>{ping: 1}</c>.</param>
    /// <param name="cancel">Stops the waiting. The server may still do a command that has been sent.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="StoreUnavailableException">No reply came: it is open whether the server did it.</exception>
    /// <exception cref="StoreRefusedException">The server refuses this user or this version of the driver.</exception>
    Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default);
}

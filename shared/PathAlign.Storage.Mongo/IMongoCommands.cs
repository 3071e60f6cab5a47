namespace PathAlign.Storage.Mongo;

/// <summary>The border to MongoDB: database commands and their replies as extended JSON. What carries them is a choice made at build time.</summary>
public interface IMongoCommands
{
    /// <summary>Runs a command on the primary and returns what the server replied, also when it replied that the command failed. Nothing is retried here.</summary>
    /// <param name="database">The database.</param>
    /// <param name="command">The command as extended JSON, such as <c>{"ping": 1}</c>.</param>
    /// <param name="cancel">Stops the waiting; a command that has been sent may still be done.</param>
    /// <returns>The reply as canonical extended JSON.</returns>
    /// <exception cref="StoreUnavailableException">No reply came; whether the command was done is open.</exception>
    /// <exception cref="StoreRefusedException">The server does not let this user in.</exception>
    Task<string> RunAsync(string database, string command, CancellationToken cancel = default);
}

using MongoDB.Bson;

namespace PathAlign.Storage.Mongo;

/// <summary>Runs commands and retries them while the server is unavailable, up to a time limit.</summary>
internal sealed class MongoAttempts(IMongoCommands commands, TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command that is safe to run twice.</summary>
    internal Task<MongoReply> RunAsync(BsonDocument command, CancellationToken cancel) =>
        RepeatAsync(_ => OnceAsync(command, cancel), cancel);

    /// <summary>Runs a command once.</summary>
    internal async Task<MongoReply> OnceAsync(BsonDocument command, CancellationToken cancel)
    {
        var reply = await commands.RunAsync(command, cancel).ConfigureAwait(false);
        return MongoReply.Read(command.GetElement(0).Name, reply);
    }

    /// <summary>Retries an attempt that fails because the server is unavailable.</summary>
    /// <param name="attempt">Its argument tells whether it is a retry, which may find its own earlier write.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="StoreUnavailableException">The server was unavailable until the time limit.</exception>
    internal async Task<T> RepeatAsync<T>(Func<bool, Task<T>> attempt, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        var isRepeat = false;
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return await attempt(isRepeat).ConfigureAwait(false);
            }
            catch (StoreUnavailableException) when (clock.GetElapsedTime(start) + pause < patience)
            {
                isRepeat = true;
                // A random delay, since all clients lost the connection at the same moment.
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), clock, cancel).ConfigureAwait(false);
            }
        }
    }
}

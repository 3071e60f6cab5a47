using MongoDB.Bson;

namespace PathAlign.Storage.Mongo;

/// <summary>Runs commands, again and again while the server is away, until patience ends.</summary>
internal sealed class MongoAttempts(IMongoCommands commands, TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command that may be run twice.</summary>
    internal Task<MongoReply> RunAsync(BsonDocument command, CancellationToken cancel) =>
        RepeatAsync(_ => OnceAsync(command, cancel), cancel);

    /// <summary>Runs a command once.</summary>
    internal async Task<MongoReply> OnceAsync(BsonDocument command, CancellationToken cancel)
    {
        var reply = await commands.RunAsync(command, cancel).ConfigureAwait(false);
        return MongoReply.Read(command.GetElement(0).Name, reply);
    }

    /// <summary>Repeats what ends because the server is away.</summary>
    /// <param name="attempt">Gets whether it was tried before, so that what it finds may be its own.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="StoreUnavailableException">The server was away until patience ended.</exception>
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
                // Not all at the same moment: whoever was cut off was cut off together.
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), clock, cancel).ConfigureAwait(false);
            }
        }
    }
}

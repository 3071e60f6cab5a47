using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Storage.Mongo;

/// <summary>Runs commands, again and again while the server is away, until patience ends.</summary>
internal sealed class MongoAttempts(IMongoCommands commands, string database, TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 200 };

    /// <summary>Runs a command that may be run twice.</summary>
    internal Task<MongoReply> RunAsync(JsonObject command, CancellationToken cancel) => RepeatAsync(async _ => await OnceAsync(command, cancel).ConfigureAwait(false), cancel);

    /// <summary>Runs a command once.</summary>
    internal async Task<MongoReply> OnceAsync(JsonObject command, CancellationToken cancel)
    {
        var reply = await commands.RunAsync(database, command.ToJsonString(Plain), cancel).ConfigureAwait(false);
        return MongoReply.Read(command.First().Key, reply);
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

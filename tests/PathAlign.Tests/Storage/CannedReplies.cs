using PathAlign.Storage.Mongo;

namespace PathAlign.Tests.Storage;

/// <summary>A server that says what it was told to say, and remembers what it was asked.</summary>
internal sealed class CannedReplies(params IEnumerable<string> replies) : IMongoCommands
{
    private readonly Queue<string> _replies = new(replies);

    internal List<string> Asked { get; } = [];

    public Task<string> RunAsync(string database, string command, CancellationToken cancel = default)
    {
        Asked.Add(command);
        return Task.FromResult(_replies.Count > 1 ? _replies.Dequeue() : _replies.Peek());
    }
}

using MongoDB.Bson;
using PathAlign.Storage.Mongo;

namespace PathAlign.Tests.Storage;

/// <summary>A server that says what it was told to say, and remembers what it was asked.</summary>
internal sealed class CannedReplies(params IEnumerable<string> replies) : IMongoCommands
{
    private readonly Queue<string> _replies = new(replies);

    internal List<BsonDocument> Asked { get; } = [];

    public Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default)
    {
        Asked.Add(command);
        return Task.FromResult(BsonDocument.Parse(_replies.Count > 1 ? _replies.Dequeue() : _replies.Peek()));
    }
}

using MongoDB.Bson;
using PathAlign.Storage;
using PathAlign.Storage.Mongo;

namespace PathAlign.Tests.Storage;

/// <summary>A network that breaks after a command was done and before its reply came back.</summary>
internal sealed class LosingReplies(IMongoCommands network) : IMongoCommands
{
    private int _toLose;

    /// <summary>What happens while the reply is lost.</summary>
    internal Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>The commands that were sent, by name.</summary>
    internal List<string> Sent { get; } = [];

    internal void LoseNext(int replies = 1) => _toLose = replies;

    public async Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancel = default)
    {
        Sent.Add(command.GetElement(0).Name);
        var reply = await network.RunAsync(command, cancel);
        if (_toLose == 0) return reply;
        _toLose--;
        await Meanwhile();
        throw new StoreUnavailableException("the connection broke");
    }
}

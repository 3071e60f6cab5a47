using System.Text.Json.Nodes;
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

    public async Task<string> RunAsync(string database, string command, CancellationToken cancel = default)
    {
        Sent.Add(JsonNode.Parse(command)!.AsObject().First().Key);
        var reply = await network.RunAsync(database, command, cancel);
        if (_toLose == 0) return reply;
        _toLose--;
        await Meanwhile();
        throw new StoreUnavailableException("the connection broke");
    }
}

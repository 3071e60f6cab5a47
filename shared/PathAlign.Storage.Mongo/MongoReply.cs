using System.Globalization;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>A server's reply, once it is known to be no failure but perhaps a duplicate key.</summary>
internal sealed class MongoReply
{
    private static readonly int[] DuplicateKey = [11000, 11001, 12582];

    // What the drivers' specification of retryable commands names, and what passes by itself: a full disk, a lock, a time limit.
    private static readonly int[] Passing =
    [
        6, 7, 24, 43, 46, 50, 64, 89, 91, 112, 133, 134, 189, 202, 237, 262, 317, 358, 384, 9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436, 14031,
    ];

    private readonly JsonObject _body;

    private MongoReply(JsonObject body, bool isDuplicate) => (_body, IsDuplicate) = (body, isDuplicate);

    /// <summary>Whether nothing was written because the id or a unique index is taken.</summary>
    internal bool IsDuplicate { get; }

    /// <summary>How many documents a write met.</summary>
    internal long Count => Number(_body["n"]);

    /// <summary>The documents of a cursor's first batch.</summary>
    internal IEnumerable<JsonObject> Batch => _body["cursor"]?["firstBatch"]?.AsArray().Select(d => d!.AsObject()) ?? [];

    /// <summary>A cursor that the server keeps open since the batch did not hold everything; 0 when it did.</summary>
    internal long OpenCursor => Number(_body["cursor"]?["id"]);

    /// <param name="command">What was asked, for messages.</param>
    /// <param name="text">The reply as canonical extended JSON.</param>
    /// <exception cref="StoreUnavailableException">The server failed in a way that passes, or has not made sure that the write stays.</exception>
    /// <exception cref="StoreRefusedException">The server refuses the command.</exception>
    internal static MongoReply Read(string command, string text)
    {
        var body = JsonNode.Parse(text, documentOptions: DocumentFields.Reading)!.AsObject();
        if (Number(body["ok"]) != 1) return Failed(command, body, body);
        if (body["writeErrors"]?.AsArray() is [JsonObject first, ..]) return Failed(command, body, first);
        if (body["writeConcernError"] is JsonObject unsure) throw Failure(command, unsure, Number(unsure["code"]), passes: true);
        return new(body, isDuplicate: false);
    }

    /// <summary>A number of extended JSON; 0 where there is none.</summary>
    internal static long Number(JsonNode? node) => node switch
    {
        JsonObject typed => (long)double.Parse(typed.First().Value!.GetValue<string>(), CultureInfo.InvariantCulture),
        JsonValue value => (long)value.GetValue<double>(),
        _ => 0,
    };

    private static MongoReply Failed(string command, JsonObject body, JsonObject error)
    {
        var code = Number(error["code"]);
        if (DuplicateKey.Contains((int)code)) return new(body, isDuplicate: true);
        var isLabelled = body["errorLabels"]?.AsArray().Any(label => (string?)label is "RetryableWriteError" or "TransientTransactionError") == true;
        throw Failure(command, error, code, isLabelled || Passing.Contains((int)code));
    }

    private static Exception Failure(string command, JsonObject error, long code, bool passes)
    {
        var sentence = $"MongoDB, {command}: error {code}: {(string?)error["errmsg"]}";
        return passes ? new StoreUnavailableException(sentence) : new StoreRefusedException(sentence);
    }
}

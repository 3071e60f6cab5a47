using MongoDB.Bson;

namespace PathAlign.Storage.Mongo;

/// <summary>A server's reply that reports no failure except perhaps a duplicate key.</summary>
internal sealed class MongoReply
{
    private static readonly int[] DuplicateKey = [11000, 11001, 12582];

    // The codes in the drivers' specification of retryable commands, and temporary failures: a full disk, a lock, a
    // time limit.
    private static readonly int[] Passing =
    [
        6, 7, 24, 43, 46, 50, 64, 89, 91, 112, 133, 134, 189, 202, 237, 262, 317, 358, 384, 9001, 10107, 11600, 11601,
            11602, 13388, 13435, 13436, 14031,
    ];

    private readonly BsonDocument _body;

    private MongoReply(BsonDocument body, bool isDuplicate) => (_body, IsDuplicate) = (body, isDuplicate);

    /// <summary>Whether nothing was written because the id or a unique index is taken.</summary>
    internal bool IsDuplicate { get; }

    /// <summary>The number of documents that a write matched.</summary>
    internal long Count => Number(_body, "n");

    /// <summary>The documents of a cursor's first batch.</summary>
    internal IEnumerable<BsonDocument> Batch =>
        Cursor is { } cursor ? cursor["firstBatch"].AsBsonArray.Cast<BsonDocument>() : [];

    /// <summary>The cursor that the server keeps open if the batch is incomplete; 0 if it is complete.</summary>
    internal long OpenCursor => Cursor is { } cursor ? Number(cursor, "id") : 0;

    private BsonDocument? Cursor => _body.GetValue("cursor", null) as BsonDocument;

    /// <param name="command">The command's name, for messages.</param>
    /// <param name="body">The reply.</param>
    /// <exception cref="StoreUnavailableException">The server failed temporarily, or did not confirm that the write is
    /// durable.</exception>
    /// <exception cref="StoreRefusedException">The server rejects the command.</exception>
    internal static MongoReply Read(string command, BsonDocument body)
    {
        if (Number(body, "ok") != 1) return Failed(command, body, body);
        if (body.GetValue("writeErrors", null) is BsonArray { Count: > 0 } errors)
            return Failed(command, body, errors[0].AsBsonDocument);
        if (body.GetValue("writeConcernError", null) is BsonDocument unsure)
            throw Failure(command, unsure, passes: true);
        return new(body, isDuplicate: false);
    }

    private static long Number(BsonDocument from, string field) => from.GetValue(field, 0).ToInt64();

    private static MongoReply Failed(string command, BsonDocument body, BsonDocument error)
    {
        var code = (int)Number(error, "code");
        if (DuplicateKey.Contains(code)) return new(body, isDuplicate: true);
        var isLabelled = body.GetValue("errorLabels", null) is BsonArray labels
            && (labels.Contains("RetryableWriteError") || labels.Contains("TransientTransactionError"));
        throw Failure(command, error, isLabelled || Passing.Contains(code));
    }

    private static Exception Failure(string command, BsonDocument error, bool passes)
    {
        var sentence = $"MongoDB, {command}: error {Number(error, "code")}: {error.GetValue("errmsg", "")}";
        return passes ? new StoreUnavailableException(sentence) : new StoreRefusedException(sentence);
    }
}

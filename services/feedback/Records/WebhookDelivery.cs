using System.Text.Json.Serialization;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>An event on its way to one endpoint. Times are Unix milliseconds.</summary>
internal sealed record WebhookDelivery
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Type { get; init; }

    /// <summary>The exact bytes to send; a repeat sends the same ones.</summary>
    public required string Body { get; init; }

    public required DeliveryState State { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>The time of the next attempt, if clocks are right: orders the attempts.</summary>
    public required long DueAt { get; init; }

    /// <summary>How long it waits after its last change. A process measures this by its running clock.</summary>
    public long WaitMs { get; init; }

    /// <summary>Whether a process sends it right now. If that process dies, the next attempt comes after
    /// <see cref="WaitMs"/>.</summary>
    public bool Leased { get; init; }

    public IReadOnlyList<WebhookTry> Tries { get; init; } = [];

    /// <summary>How many of the tries were made before an operator had it tried again.</summary>
    public int TriesBefore { get; init; }

    /// <summary>The id ensures one delivery per event and endpoint.</summary>
    internal static string IdOf(string type, string eventId, string url) =>
        Fingerprint.Of("webhook", type, eventId, url);
}

/// <summary>An attempt to deliver.</summary>
/// <param name="At">The time, as Unix time in milliseconds.</param>
/// <param name="Status">The HTTP status of the answer; null without an answer.</param>
/// <param name="Error">The reason why there is no answer; null if there is one.</param>
internal sealed record WebhookTry(long At, int? Status, string? Error);

/// <summary>The state of a delivery.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
internal enum DeliveryState
{
    /// <summary>It waits for its first or next attempt.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The endpoint answered with a status of 200 to 299.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Every attempt failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

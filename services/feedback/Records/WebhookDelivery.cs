using System.Text.Json.Serialization;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>An event on its way to one endpoint. Times are Unix milliseconds.</summary>
internal sealed record WebhookDelivery
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    public required string Type { get; init; }

    /// <summary>What is sent, to the byte: a repeat bears the same.</summary>
    public required string Body { get; init; }

    public required DeliveryState State { get; init; }

    public required long CreatedAt { get; init; }

    /// <summary>When it is tried next.</summary>
    public required long DueAt { get; init; }

    public IReadOnlyList<WebhookTry> Tries { get; init; } = [];

    /// <summary>One delivery an event and endpoint: the id says so.</summary>
    internal static string IdOf(string type, string eventId, string url) =>
        Fingerprint.Of("webhook", type, eventId, url);
}

/// <summary>A request that was made.</summary>
/// <param name="At">When, as Unix time in milliseconds.</param>
/// <param name="Status">The HTTP status of the answer; null when none came.</param>
/// <param name="Error">Why none came; null when one did.</param>
internal sealed record WebhookTry(long At, int? Status, string? Error);

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
internal enum DeliveryState
{
    /// <summary>Waits for its first or next try.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The endpoint answered with a status of 200 to 299.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>Every try failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

using System.Text.Json.Serialization;

namespace PathAlign.Messaging.Jobs;

/// <summary>Where a job stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for a worker, or for its next try.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>A worker has leased it.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Its outcome is stored.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Parked with a reason until it is driven again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>An operator called it off.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

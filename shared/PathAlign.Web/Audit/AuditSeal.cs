using System.Text.Json.Serialization;

namespace PathAlign.Web.Audit;

/// <summary>What an entry's hash is computed with. Along the log it never gets weaker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditSeal>))]
internal enum AuditSeal
{
    /// <summary>Nothing: entries of versions before 0.3.</summary>
    None,

    /// <summary>A key that the service stored beside the log.</summary>
    Stored,

    /// <summary>The key in the settings.</summary>
    Configured,
}

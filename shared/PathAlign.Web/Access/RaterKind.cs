using System.Text.Json.Serialization;

namespace PathAlign.Web.Access;

/// <summary>Person or program. A result that mixes both says so.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RaterKind>))]
public enum RaterKind
{
    /// <summary>A person.</summary>
    Human,

    /// <summary>A program.</summary>
    Simulated,
}

using System.Text.Json.Serialization;

namespace PathAlign.Web.Access;

/// <summary>Who judges. The two are never mixed in a result without saying so.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RaterKind>))]
public enum RaterKind
{
    /// <summary>A person.</summary>
    Human,

    /// <summary>A program.</summary>
    Simulated,
}

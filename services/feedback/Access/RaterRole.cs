using System.Text.Json.Serialization;

namespace PathAlign.Feedback.Access;

/// <summary>What the holder of a key may do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RaterRole>))]
public enum RaterRole
{
    /// <summary>Sees images, blinded, and rates them.</summary>
    Rater,

    /// <summary>Asks for rounds and watches them; never rates.</summary>
    Operator,

    /// <summary>Another program of the product; may what an operator may.</summary>
    Service,
}

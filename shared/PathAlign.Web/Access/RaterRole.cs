using System.Text.Json.Serialization;

namespace PathAlign.Web.Access;

/// <summary>What someone may do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RaterRole>))]
public enum RaterRole
{
    /// <summary>Sees images, blinded, and rates them.</summary>
    Rater,

    /// <summary>Asks for rounds and watches them; never rates.</summary>
    Operator,

    /// <summary>Another program of the product; may what an operator may.</summary>
    Service,

    /// <summary>
    /// Sees what ratings are worth, and decides where raters disagree; never rates beside them, because that would not
    /// be blinded.
    /// </summary>
    Reviewer,
}

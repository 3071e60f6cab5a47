using System.Text.Json.Serialization;

namespace PathAlign.Web.Access;

/// <summary>What a user can do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RaterRole>))]
public enum RaterRole
{
    /// <summary>Sees images, blinded, and rates them.</summary>
    Rater,

    /// <summary>Starts and watches rounds; never rates.</summary>
    Operator,

    /// <summary>Another program of the product, with the rights of an operator.</summary>
    Service,

    /// <summary>
    /// Sees the agreement of raters and decides disputed images; never rates other images, because a reviewer is not
    /// blinded.
    /// </summary>
    Reviewer,
}

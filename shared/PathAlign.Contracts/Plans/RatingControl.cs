using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Plans;

/// <summary>
/// What a control experiment does to ratings. A loop that improves with wrong ratings does not learn from ratings.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<RatingControl>))]
public enum RatingControl
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Plausible and implausible are swapped: the generator must get worse.</summary>
    Flipped,

    /// <summary>Ratings are shuffled among the images: the generator must not improve.</summary>
    Shuffled,
}

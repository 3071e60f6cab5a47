using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Events;

/// <summary>What a set of images is rated for. Ratings for one purpose are never used for the other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImagePurpose>))]
public enum ImagePurpose
{
    /// <summary>The reward model learns from the ratings.</summary>
    Training,

    /// <summary>The ratings decide on the promotion; no training uses them.</summary>
    Evaluation,
}

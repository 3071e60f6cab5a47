using System.Text.Json.Serialization;

namespace PathAlign.Feedback.Records;

/// <summary>What a rater says of an image as a whole, or of which of two is the more plausible.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>It could be real tissue of its class: 1.</summary>
    [JsonStringEnumMemberName("plausible")]
    Plausible,

    /// <summary>It could not: 0.</summary>
    [JsonStringEnumMemberName("implausible")]
    Implausible,

    /// <summary>The rater cannot say: 0.5.</summary>
    [JsonStringEnumMemberName("unsure")]
    Unsure,

    /// <summary>It could, though something speaks against it: 0.75.</summary>
    [JsonStringEnumMemberName("rather-plausible")]
    RatherPlausible,

    /// <summary>Hardly, though something speaks for it: 0.25.</summary>
    [JsonStringEnumMemberName("rather-implausible")]
    RatherImplausible,

    /// <summary>Of a pair, the left one: 0.</summary>
    [JsonStringEnumMemberName("left")]
    Left,

    /// <summary>Of a pair, the left one by a little: 0.25.</summary>
    [JsonStringEnumMemberName("rather-left")]
    RatherLeft,

    /// <summary>Of a pair, neither: 0.5.</summary>
    [JsonStringEnumMemberName("alike")]
    Alike,

    /// <summary>Of a pair, the right one by a little: 0.75.</summary>
    [JsonStringEnumMemberName("rather-right")]
    RatherRight,

    /// <summary>Of a pair, the right one: 1.</summary>
    [JsonStringEnumMemberName("right")]
    Right,
}

using System.Text.Json.Serialization;

namespace PathAlign.Feedback.Records;

/// <summary>A rater's verdict on an image as a whole, or on which image of a pair is more plausible.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>The image could be real tissue of its class: 1.</summary>
    [JsonStringEnumMemberName("plausible")]
    Plausible,

    /// <summary>The image could not be real tissue of its class: 0.</summary>
    [JsonStringEnumMemberName("implausible")]
    Implausible,

    /// <summary>The rater cannot say: 0.5.</summary>
    [JsonStringEnumMemberName("unsure")]
    Unsure,

    /// <summary>The image could be real, but something speaks against it: 0.75.</summary>
    [JsonStringEnumMemberName("rather-plausible")]
    RatherPlausible,

    /// <summary>The image is probably not real, but something speaks for it: 0.25.</summary>
    [JsonStringEnumMemberName("rather-implausible")]
    RatherImplausible,

    /// <summary>For a pair, the left image: 0.</summary>
    [JsonStringEnumMemberName("left")]
    Left,

    /// <summary>For a pair, rather the left image: 0.25.</summary>
    [JsonStringEnumMemberName("rather-left")]
    RatherLeft,

    /// <summary>For a pair, neither image: 0.5.</summary>
    [JsonStringEnumMemberName("alike")]
    Alike,

    /// <summary>For a pair, rather the right image: 0.75.</summary>
    [JsonStringEnumMemberName("rather-right")]
    RatherRight,

    /// <summary>For a pair, the right image: 1.</summary>
    [JsonStringEnumMemberName("right")]
    Right,
}

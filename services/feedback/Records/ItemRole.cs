using System.Text.Json.Serialization;

namespace PathAlign.Feedback.Records;

/// <summary>Why a rater sees an item. Raters are never told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemRole>))]
internal enum ItemRole
{
    /// <summary>A generated image that needs ratings.</summary>
    Study,

    /// <summary>An image that this rater has rated before.</summary>
    Repeat,

    /// <summary>A real tile, under its own class or under another.</summary>
    Control,

    /// <summary>An image that raters disagree on, put before a reviewer to decide.</summary>
    Decision,
}

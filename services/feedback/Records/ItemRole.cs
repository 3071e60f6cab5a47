using System.Text.Json.Serialization;

namespace PathAlign.Feedback.Records;

/// <summary>The reason why a rater sees an item. Raters never learn it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ItemRole>))]
internal enum ItemRole
{
    /// <summary>A generated image that needs ratings.</summary>
    Study,

    /// <summary>An image that this rater has rated before.</summary>
    Repeat,

    /// <summary>A real tile, shown as its own class or as another.</summary>
    Control,

    /// <summary>A disputed image that a reviewer decides.</summary>
    Decision,
}

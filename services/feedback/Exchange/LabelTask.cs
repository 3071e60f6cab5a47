using System.Text.Json;

namespace PathAlign.Feedback.Exchange;

/// <summary>A task of Label Studio's JSON: an image and what was said of it.</summary>
internal sealed record LabelTask
{
    public int? Id { get; init; }

    public LabelData? Data { get; init; }

    public IReadOnlyList<LabelAnnotation>? Annotations { get; init; }

    /// <summary>The name of <see cref="Annotations"/> in exports before Label Studio 1.0.</summary>
    public IReadOnlyList<LabelAnnotation>? Completions { get; init; }
}

/// <summary>What a task shows.</summary>
/// <param name="Image">Where Label Studio finds the picture; of a pair the left one.</param>
/// <param name="ImageId">The image.</param>
/// <param name="Purpose">What it is rated for.</param>
/// <param name="RightImage">Of a pair, where the picture on the right is.</param>
internal sealed record LabelData(
    string? Image = null, string? ImageId = null, string? Purpose = null, string? RightImage = null);

/// <summary>What one annotator said.</summary>
internal sealed record LabelAnnotation
{
    /// <summary>A number, or an object with an id.</summary>
    public JsonElement? CompletedBy { get; init; }

    public IReadOnlyList<LabelResult>? Result { get; init; }

    /// <summary>Whether the annotator passed the task over.</summary>
    public bool WasCancelled { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The last change by the annotator.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>In seconds.</summary>
    public double? LeadTime { get; init; }
}

/// <summary>What one control of the labelling interface says.</summary>
internal sealed record LabelResult
{
    public string? Id { get; init; }

    public string? FromName { get; init; }

    public string? ToName { get; init; }

    public string? Type { get; init; }

    public LabelValue? Value { get; init; }

    public LabelMeta? Meta { get; init; }
}

/// <summary>The value of a control.</summary>
internal sealed record LabelValue(IReadOnlyList<string>? Choices = null, IReadOnlyList<string>? Text = null);

/// <summary>What Label Studio keeps as it is.</summary>
internal sealed record LabelMeta(RatingLine? Pathalign = null);

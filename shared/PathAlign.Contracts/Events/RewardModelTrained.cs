using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Events;

/// <summary>A reward model was trained on frozen ratings.</summary>
public sealed record RewardModelTrained : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>The images that were rated.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The ratings it learned from.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>Its weights.</summary>
    public required string RewardKey { get; init; }

    /// <summary>Its figures on held-out images.</summary>
    public required string ReportKey { get; init; }

    /// <summary>Area under the ROC curve on held-out images, 0 to 1.</summary>
    public double Auroc { get; init; }

    /// <summary>Whether the images come from elsewhere: the round ends with this model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Study { get; init; }
}

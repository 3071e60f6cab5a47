using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Events;

/// <summary>
/// Images were generated, stored and listed in a manifest; in a study they come from elsewhere.
/// </summary>
public sealed record ImagesGenerated : IRoundEvent
{
    /// <inheritdoc/>
    public required string RoundId { get; init; }

    /// <inheritdoc/>
    public required string PlanKey { get; init; }

    /// <summary>What the images will be rated for.</summary>
    public required ImagePurpose Purpose { get; init; }

    /// <summary>The object that holds their <see cref="Manifests.ImageManifest"/>.</summary>
    public required string ImagesKey { get; init; }

    /// <summary>The number of images.</summary>
    public required int Count { get; init; }

    /// <summary>The number of attempts that the filter, or a reward model, did not keep.</summary>
    public int Rejected { get; init; }

    /// <summary>
    /// Whether the images to rate are still to be chosen: <see cref="ImagesOrdered"/> follows, and rating waits for it.
    /// </summary>
    public bool ToOrder { get; init; }

    /// <summary>Whether the images come from elsewhere: the round ends with the reward model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Study { get; init; }
}

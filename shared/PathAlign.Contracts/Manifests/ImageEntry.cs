using System.Text.Json.Serialization;

namespace PathAlign.Contracts.Manifests;

/// <summary>One image to rate.</summary>
public sealed record ImageEntry
{
    /// <summary>
    /// Its id, derived from round, purpose, arm and place, so that a repeated job finds the image again.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The PNG in the object store.</summary>
    public required string Key { get; init; }

    /// <summary>The label of the requested class, from 0.</summary>
    public required int Label { get; init; }

    /// <summary>The index of its noise; in a study, its place in the manifest.</summary>
    public required long Index { get; init; }

    /// <summary>The arm: before or after in an evaluation; null in training. Raters never see it.</summary>
    public string? Arm { get; init; }

    /// <summary>The name of its file, if it comes from elsewhere. Raters never see it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }
}

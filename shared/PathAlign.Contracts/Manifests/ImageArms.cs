namespace PathAlign.Contracts.Manifests;

/// <summary>The two sides of a comparison, see <see cref="ImageEntry.Arm"/>.</summary>
public static class ImageArms
{
    /// <summary>Drawn with the champion from the start of the round.</summary>
    public const string Before = "before";

    /// <summary>Drawn with the round's adapter.</summary>
    public const string After = "after";
}

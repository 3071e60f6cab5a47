using PathAlign.Feedback.Storage;

namespace PathAlign.Feedback.Study;

/// <summary>A real tile that is hidden among the images.</summary>
/// <param name="Key">The PNG in the object store.</param>
/// <param name="Label">The class it is shown as.</param>
/// <param name="Plausible">Whether that is its own class.</param>
internal sealed record ControlTile(string Key, int Label, bool Plausible)
{
    /// <summary>What ratings of a set's control are stored under.</summary>
    internal static string IdOf(string setId, int index) => Fingerprint.Of("control", setId, $"{index}");
}

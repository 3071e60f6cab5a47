using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>A real tile that is hidden among the images, or a pair of them.</summary>
/// <param name="Key">The PNG in the object store; of a pair the left one.</param>
/// <param name="Label">The class it is shown as.</param>
/// <param name="Plausible">Whether that is its own class; of a pair, whether the right one is of that class and not the
/// left one.</param>
/// <param name="RightKey">Of a pair the PNG on the right; one of the two is of another class.</param>
internal sealed record ControlTile(string Key, int Label, bool Plausible, string? RightKey = null)
{
    /// <summary>What ratings of a set's control are stored under.</summary>
    internal static string IdOf(string setId, int index) => Fingerprint.Of("control", setId, $"{index}");
}

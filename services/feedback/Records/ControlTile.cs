using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>A real tile, or a pair of real tiles, hidden among the images.</summary>
/// <param name="Key">The PNG in the object store; for a pair, the left one.</param>
/// <param name="Label">The class that it is shown as.</param>
/// <param name="Plausible">Whether that is its own class; for a pair, whether the right tile has that class and the
/// left one does not.</param>
/// <param name="RightKey">For a pair, the PNG on the right; one of the two tiles has another class.</param>
internal sealed record ControlTile(string Key, int Label, bool Plausible, string? RightKey = null)
{
    /// <summary>The id under which ratings of a set's control are stored.</summary>
    internal static string IdOf(string setId, int index) => Fingerprint.Of("control", setId, $"{index}");
}

using System.Text.RegularExpressions;

namespace PathAlign.Tests.Deployment;

/// <summary>Names of container images.</summary>
internal static partial class Images
{
    /// <summary>
    /// Whether a name stands for one image and no other: an exact version, and for foreign images the digest too unless
    /// none is known.
    /// </summary>
    internal static bool IsPinned(string image) => Pinned().IsMatch(image);

    [GeneratedRegex(@"^[a-z0-9./-]+:[A-Za-z0-9.-]*[0-9][A-Za-z0-9.-]*(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex Pinned();
}

using System.Text.RegularExpressions;

namespace PathAlign.Tests.Deployment;

/// <summary>Names of container images.</summary>
internal static partial class Images
{
    // No public repository that was searched names a digest beside this tag.
    private static readonly string[] _withoutDigest = ["otel/opentelemetry-collector-contrib:0.115.1"];

    /// <summary>
    /// Whether a name stands for one image and no other: the product's own by an exact version, others by a version and
    /// a digest.
    /// </summary>
    internal static bool IsPinned(string image) =>
        Own().IsMatch(image) || Foreign().IsMatch(image) || _withoutDigest.Contains(image);

    [GeneratedRegex(@"^pathalign:(\$\{PATHALIGN_VERSION:-[0-9.]+\}|[0-9.]+)(-cuda)?$")]
    private static partial Regex Own();

    [GeneratedRegex("^[a-z0-9./-]+:[A-Za-z0-9.-]*[0-9][A-Za-z0-9.-]*@sha256:[0-9a-f]{64}$")]
    private static partial Regex Foreign();
}

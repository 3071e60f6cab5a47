using System.CommandLine;
using System.Globalization;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// <c>--images</c> of <c>pathalign rate</c>: how many images a round draws, or the images from elsewhere to rate
/// instead.
/// </summary>
internal sealed class ImagesOption : Option<string?>
{
    internal ImagesOption(int perClass) : base("--images") =>
        Description = "A folder or .npz file of images from elsewhere to rate as a study of their own; or a number: " +
            $"the images of each class that a round draws [1 to 10000; default {perClass}]";

    /// <summary>The number; null if the user gave none, or a folder.</summary>
    internal int? PerClass(ParseResult parsed) =>
        int.TryParse(parsed.GetValue(this), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;

    /// <summary>The folder or file; null if the user gave none, or a number.</summary>
    /// <exception cref="ArgumentException">Nothing is there.</exception>
    internal string? Source(ParseResult parsed)
    {
        if (parsed.GetValue(this) is not { } text || PerClass(parsed) is not null) return null;
        return Path.Exists(text)
            ? text
            : throw new ArgumentException(
                $"--images: expected a folder, a file or a number, found nothing at '{text}'");
    }
}

using PathAlign.Files;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>
/// How many bits the values of 16-bit images use. Cameras of microscopes write 10, 12 or 14 bits into files of 16, and
/// conversions 8: the upper 8 bits alone would be nearly black.
/// </summary>
internal static class BitDepth
{
    private static readonly int[] _used = [8, 10, 12, 14];

    /// <summary>
    /// The files, and the one depth that holds the values of all 16-bit images among them; one depth, so that a dark
    /// image stays darker than a bright one.
    /// </summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="files">The files.</param>
    /// <param name="given">The depth that the user names; null finds it from the largest value.</param>
    /// <param name="progress">Takes the number of files to look at; its result is called after each.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">A value is larger than the depth that the user names.</exception>
    internal static (SourceFile[] files, int depth) Of(
        string folder, SourceFile[] files, int? given, Func<int, Action> progress, CancellationToken cancel)
    {
        var deep = files.Where(file => file.Skipped is null && file.Changes.Contains(ImageReader.DeepChange)).ToList();
        if (deep.Count == 0) return (files, Framing.AllBits);
        var names = deep.Select(file => file.Name).Distinct(StringComparer.Ordinal).ToList();
        var most = EachFile.Select(
            names, name => LargestValue(Path.Combine(folder, name)), progress(names.Count), cancel).Max();
        if (given is { } wanted && most >= 1 << wanted)
            throw new InvalidInputException(
                folder, "--depth", $"expected values below {1 << wanted} in images of {wanted} bits, found {most}");
        var depth = given ?? _used.FirstOrDefault(bits => most < 1 << bits, Framing.AllBits);
        return (depth == Framing.AllBits ? files : [.. files.Select(file => WithDepthInChanges(file, depth))], depth);
    }

    private static SourceFile WithDepthInChanges(SourceFile file, int depth) => file with
    {
        Changes =
        [
            .. file.Changes.Select(
                change => change == ImageReader.DeepChange ? $"the lower {depth} of 16 bits reduced to 8" : change)
        ],
    };

    // A file that cannot be read is left out when its tile is made, with its reason.
    private static int LargestValue(string path)
    {
        try
        {
            return ImageReader.LargestValue(path);
        }
        catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

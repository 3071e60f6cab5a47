using System.Security.Cryptography;
using System.Text;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import.Duplicates;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>
/// Writes a tile for each source file. A tile of an earlier run is kept if its text chunks name the same source bytes,
/// crop and size.
/// </summary>
internal sealed class TileWriter(string source, OutputFolder output, Framing framing, bool dropLeaks)
{
    private const string SourceHash = "import-sha256";
    private const string FramingText = "import-framing";
    private const int MaxStem = 60;

    /// <summary>Reads a file, looks for a duplicate in earlier splits, and writes its tile.</summary>
    internal (SourceFile file, Seen? seen) Write(SourceFile file, SeenTiles before)
    {
        var (path, name) = (Path.Combine(source, file.Name), NameOf(file));
        RgbImage tile;
        bool isThere;
        try
        {
            var bytes = File.ReadAllBytes(path);
            file = file with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
            var kept = Kept(name, file);
            (isThere, tile) = (kept is not null, kept ?? ImageReader.Decode(bytes, framing, file.Box, path));
        }
        catch (InvalidInputException error)
        {
            return (file.Skip(error.Rule), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (file.Skip("cannot be opened"), null);
        }
        var seen = new Seen(
            file.Id, file.Split!, file.Class!, file.Group, Seen.HashOf(tile), DifferenceHash.Of(tile));
        file = file with { Twin = before.TwinOf(seen) };
        if (file.Leaks && dropLeaks) return (file.Skip($"leak: {file.Twin!.Text}"), null);
        if (!isThere) AtomicFile.Write(output.At(name), Png.Encode(tile, Texts(file)));
        return (file with { Output = name }, seen);
    }

    /// <summary>Split, class, and a name that no other row of the source has.</summary>
    private static string NameOf(SourceFile file)
    {
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        var plain = string.Concat(stem.Take(MaxStem).Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '-'));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Id)))[..12];
        return $"{file.Split}/{file.Class}/{plain}-{hash}.png";
    }

    private Dictionary<string, string> Texts(SourceFile file) => new()
    {
        [SourceHash] = file.Sha256!,
        // earlier versions cut a crop out of the box, not around it
        [FramingText] = file.Box is not null && framing.Crop is not null ? $"{framing} around a box" : $"{framing}",
    };

    private RgbImage? Kept(string name, SourceFile file)
    {
        if (!File.Exists(output.At(name))) return null;
        try
        {
            var bytes = File.ReadAllBytes(output.At(name));
            var texts = Png.ReadText(bytes, name);
            return Texts(file).All(t => texts.GetValueOrDefault(t.Key) == t.Value) ? Png.Decode(bytes, name) : null;
        }
        catch (InvalidInputException)
        {
            return null;   // incomplete after a crash: written again
        }
    }
}

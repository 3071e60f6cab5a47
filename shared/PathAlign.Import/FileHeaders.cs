using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>
/// Checks the headers of a folder's images before any pixel is decoded: the kind of file and the size.
/// </summary>
internal sealed class FileHeaders(string folder, Framing framing)
{
    /// <summary>The files with their sizes; those that give no tile are left out with their reason.</summary>
    internal SourceFile[] Check(IReadOnlyList<SourceFile> files, Action done, CancellationToken cancel) =>
        EachFile.Select(files, Check, done, cancel);

    /// <summary>The one size of all tiles.</summary>
    /// <param name="files">The files; at least one gives a tile.</param>
    /// <param name="offer">What the user can do about several sizes.</param>
    /// <exception cref="InvalidInputException">There are several sizes, or they are not square, or too small or
    /// large.</exception>
    internal int OneSize(IEnumerable<SourceFile> files, string offer)
    {
        var sizes = files.Where(file => file.Skipped is null)
            .CountBy(file => framing.TileSize(file.Width, file.Height, file.Box))
            .OrderByDescending(s => s.Value)
            .ToList();
        var (width, height) = sizes[0].Key;
        if (sizes.Count == 1 && width == height && width is >= TileSet.LeastSize and <= TileSet.MostSize)
            return width;
        var found = string.Join(", ", sizes.Take(3).Select(s => $"{s.Key.width}×{s.Key.height} ({s.Value})"));
        throw new InvalidInputException(
            folder,
            "sizes",
            $"expected square images of one size from {TileSet.LeastSize} to {TileSet.MostSize} px, found {found}" +
                (sizes.Count > 3 ? $" and {sizes.Count - 3} more sizes" : "") +
                $"; {offer}");
    }

    private SourceFile Check(SourceFile file)
    {
        if (file.Skipped is not null) return file;
        try
        {
            var (width, height, changes) = ImageReader.ReadHeader(Path.Combine(folder, file.Name));
            file = file with
            {
                Width = width,
                Height = height,
                Changes = [.. changes, .. framing.Changes(width, height, file.Box)],
            };
            return framing.Fault(width, height, file.Box) is { } fault ? file.Skip(fault) : file;
        }
        catch (InvalidInputException error)
        {
            return file.Skip(error.Rule);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return file.Skip("cannot be opened");
        }
    }
}

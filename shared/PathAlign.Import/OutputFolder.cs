using System.Text.RegularExpressions;
using PathAlign.Data;
using PathAlign.Files;

namespace PathAlign.Import;

/// <summary>
/// The folder that an import writes. It is filled as NAME.part and renamed when it is complete, so that no command
/// reads half an import as a data set.
/// </summary>
internal sealed partial class OutputFolder
{
    private readonly string _path;

    /// <exception cref="InvalidInputException">The path holds something else.</exception>
    internal OutputFolder(string path)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Work = _path + ".part";
        if (Directory.Exists(_path) && Directory.EnumerateFileSystemEntries(_path).Any()) TakeUp(path);
        Directory.CreateDirectory(Work);
    }

    /// <summary>The folder while it is filled.</summary>
    internal string Work { get; }

    internal string At(string name) => Path.Combine(Work, name);

    /// <summary>Removes tiles of an earlier import that this one did not write, and renames the folder.</summary>
    internal void Finish(IReadOnlySet<string> written)
    {
        foreach (var folder in FolderNames.Splits.Select(At).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories))
                if (TileName().IsMatch(Path.GetFileName(file)) && !written.Contains(Path.GetRelativePath(Work, file)))
                    File.Delete(file);
            foreach (var empty in Directory.EnumerateDirectories(folder)
                .Where(d => !Directory.EnumerateFileSystemEntries(d).Any()))
                Directory.Delete(empty);
        }
        if (Directory.Exists(_path)) Directory.Delete(_path);   // empty, as the constructor checked
        Directory.Move(Work, _path);
    }

    /// <summary>Starts from a complete import: its unchanged files are kept.</summary>
    private void TakeUp(string path)
    {
        if (!File.Exists(Path.Combine(_path, ImportTable.FileName)))
            throw new InvalidInputException(path, "--out", "expected a new folder or that of an earlier import");
        if (Directory.Exists(Work))
            throw new InvalidInputException(
                path, "--out", $"expected no unfinished import beside it, found {Path.GetFileName(Work)}; remove one");
        Directory.Move(_path, Work);
    }

    [GeneratedRegex("-[0-9a-f]{12}\\.png\\z")]
    private static partial Regex TileName();
}

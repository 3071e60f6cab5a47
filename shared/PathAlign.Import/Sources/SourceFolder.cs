using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>
/// The files of a folder with the class and split that its layout states: a manifest; folders train, val and test with
/// a folder per class in each; or a folder per class.
/// </summary>
internal static class SourceFolder
{
    private const string Train = "train";

    /// <exception cref="InvalidInputException">The folder does not exist, or the manifest breaks a rule.</exception>
    internal static IReadOnlyList<SourceFile> Read(string root, string? manifest, DatasetDescription? known)
    {
        if (!Directory.Exists(root)) throw new InvalidInputException(root, "folder", "expected a folder, found none");
        var files = FolderWalk.Files(root);
        if (manifest is not null) return Manifest.Read(manifest, root).ApplyTo([.. files]);
        return HasSplits(root) ? [.. files.Select(file => InSplit(file, known))] : [.. files.Select(InClass)];
    }

    private static bool HasSplits(string root) =>
        Directory.EnumerateDirectories(root).Any(folder => Split(Path.GetFileName(folder)) == Train);

    private static string? Split(string name) => FolderNames.SplitOf(name, StringComparison.OrdinalIgnoreCase);

    private static SourceFile InSplit(SourceFile file, DatasetDescription? known)
    {
        var parts = file.Name.Split('/');
        if (parts.Length < 2 || Split(parts[0]) is not { } split)
            return file.Skip("not in a folder named train, val or test");
        var named = parts.Length > 2 ? parts[1] : FolderNames.ClassAtStartOf(parts[1], known);
        return named is null
            ? file.Skip("no class: not in a class folder, and the name does not start with one")
            : file with { Split = split, Class = named };
    }

    private static SourceFile InClass(SourceFile file) =>
        file.Name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end
            ? file with { Class = file.Name[..end] }
            : file.Skip("no class: not in a class folder");
}

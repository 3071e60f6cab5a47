using PathAlign.Data;

namespace PathAlign.Import.Sources;

/// <summary>Lists every file under a folder. Links to folders are not followed, since they can form cycles.</summary>
internal static class FolderWalk
{
    internal static IEnumerable<SourceFile> Files(string root)
    {
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(root, folder))
            {
                var name = folder + entry.Name;
                if (entry is FileInfo) yield return new SourceFile { Name = name, Skipped = Unread(entry.Name) };
                else if (FolderNames.IsHidden(entry.Name))
                    yield return new SourceFile { Name = name, Skipped = "a hidden folder" };
                else if (entry.LinkTarget is not null)
                    yield return new SourceFile { Name = name, Skipped = "a link to a folder, which is not followed" };
                else folders.Push(name + "/");
            }
        }
    }

    private static IEnumerable<FileSystemInfo> Entries(string root, string folder) =>
        new DirectoryInfo(Path.Combine(root, folder)).EnumerateFileSystemInfos()
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static string? Unread(string name)
    {
        if (FolderNames.IsHidden(name)) return "a hidden file";
        if (FolderNames.IsImportable(name)) return null;
        return Path.GetExtension(name) is { Length: > 0 } extension
            ? $"no PNG, JPEG, TIFF or WebP, but {extension}"
            : "a file without an extension";
    }
}

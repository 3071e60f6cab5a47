namespace PathAlign.Feedback.Erasure;

/// <summary>
/// Replaces a person in files that were written from objects, such as the reports of a home, and cleans caches.
/// </summary>
public static class ErasedFiles
{
    private static readonly string[] _texts = [".json", ".jsonl", ".html", ".csv"];

    /// <summary>
    /// Replaces the person in all JSON files, pages and tables of a folder. Returns the number of changed files.
    /// </summary>
    public static int Replace(string folder, string name, string pseudonym)
    {
        if (!Directory.Exists(folder)) return 0;
        var (person, changed) = (new Erased(name, pseudonym), 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToList())
        {
            Func<string, string>? replace = Path.GetExtension(path) switch
            {
                ".json" => person.InJson,
                ".html" => person.InPage,
                ".csv" => person.InTable,
                _ => null,
            };
            if (replace is null || File.ReadAllText(path) is not { } text || !person.IsIn(text)) continue;
            File.WriteAllText(path, replace(text));
            changed++;
        }
        return changed;
    }

    /// <summary>
    /// Removes the texts of a cache that name the person. They are not rewritten, since a cached object that does not
    /// match its key is damaged. Returns the number of removed files.
    /// </summary>
    public static int Remove(string cache, string name)
    {
        if (!Directory.Exists(cache)) return 0;
        var person = new Erased(name, "");
        var named = Directory.EnumerateFiles(cache, "*", SearchOption.AllDirectories)
            .Where(path => _texts.Contains(Path.GetExtension(path)) && File.ReadLines(path).Any(person.IsIn))
            .ToList();
        foreach (var path in named) File.Delete(path);
        return named.Count;
    }
}

namespace PathAlign.Feedback.Erasure;

/// <summary>Replaces a person in files that were written from objects, such as the reports of a home.</summary>
public static class ErasedFiles
{
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
}

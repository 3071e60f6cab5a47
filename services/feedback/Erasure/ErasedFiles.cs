namespace PathAlign.Feedback.Erasure;

/// <summary>Replaces a person in files that were written from objects, such as the reports of a home.</summary>
public static class ErasedFiles
{
    /// <summary>Replaces the person in all JSON files and pages of a folder. Returns the number of changed files.
    /// </summary>
    public static int Replace(string folder, string name, string pseudonym)
    {
        if (!Directory.Exists(folder)) return 0;
        var (person, changed) = (new Erased(name, pseudonym), 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToList())
        {
            if (Path.GetExtension(path) is not (".json" or ".html")) continue;
            var text = File.ReadAllText(path);
            if (!person.IsIn(text)) continue;
            File.WriteAllText(path, Path.GetExtension(path) == ".html" ? person.InPage(text) : person.InJson(text));
            changed++;
        }
        return changed;
    }
}

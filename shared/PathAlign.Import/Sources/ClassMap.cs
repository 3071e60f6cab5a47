using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>
/// A table <c>source,class</c> that maps the source's class names. Several names can map to one class; a name without a
/// class leaves its files out.
/// </summary>
internal sealed class ClassMap
{
    private readonly Dictionary<string, string> _classes = new(StringComparer.Ordinal);

    private ClassMap()
    {
    }

    /// <exception cref="InvalidInputException">A row breaks a rule.</exception>
    internal static ClassMap Read(string path)
    {
        var map = new ClassMap();
        foreach (var (place, fields) in Table.Read(path, ["source", "class"]))
            if (!map._classes.TryAdd(fields[0]!, fields[1]!))
                throw new InvalidInputException(path, place, $"expected each source once, found '{fields[0]}' again");
        return map;
    }

    internal SourceFile Apply(SourceFile file)
    {
        if (file.Skipped is not null || file.Class is null) return file;
        if (!_classes.TryGetValue(file.Class, out var name))
            return file.Skip($"the class '{file.Class}' is not in the class map");
        return name.Length > 0
            ? file with { Class = name }
            : file.Skip($"the class map leaves the class '{file.Class}' out");
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PathAlign.Standalone.Commands;

/// <summary>The comments of properties, from the XML file that the compiler writes beside an assembly.</summary>
internal static partial class PropertyComments
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> _read = new();

    /// <summary>The summary as one line; empty if there is none.</summary>
    internal static string Of(PropertyInfo property) =>
        _read.GetOrAdd(property.DeclaringType!.Assembly, Read)
            .GetValueOrDefault($"P:{property.DeclaringType.FullName}.{property.Name}", "");

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path)) return [];
        return XDocument.Load(path).Descendants("member").ToDictionary(
            member => (string)member.Attribute("name")!,
            member => Space().Replace((string?)member.Element("summary") ?? "", " ").Trim());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

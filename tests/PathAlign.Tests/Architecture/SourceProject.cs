using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace PathAlign.Tests.Architecture;

/// <summary>A project of this repository, as its file and its lock file describe it.</summary>
/// <param name="Path">The project file, as in shared/PathAlign.Files/PathAlign.Files.csproj.</param>
internal sealed record SourceProject(string Path)
{
    internal string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    internal string AssemblyName => Read().Descendants("AssemblyName").SingleOrDefault()?.Value ?? Name;

    /// <summary>shared, services, tests or bench.</summary>
    internal string Area => Path.Split('/')[0];

    internal string Folder => System.IO.Path.Combine(Root, System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>The projects that it references itself.</summary>
    internal IReadOnlyList<SourceProject> References =>
    [
        .. Read().Descendants("ProjectReference").Select(
            r => Relative(System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, r.Attribute("Include")!.Value))))
    ];

    /// <summary>Every project that it references, over others too.</summary>
    internal IReadOnlySet<SourceProject> Closure
    {
        get
        {
            var found = new HashSet<SourceProject>();
            var next = new Stack<SourceProject>(References);
            while (next.TryPop(out var project))
                if (found.Add(project))
                    foreach (var reference in project.References) next.Push(reference);
            return found;
        }
    }

    /// <summary>The C# files, without what builds generate.</summary>
    internal IEnumerable<string> Sources =>
        Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>The packages that it references itself.</summary>
    internal IEnumerable<string> Packages =>
        Read().Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);

    /// <summary>Every project of the solution.</summary>
    internal static IReadOnlyList<SourceProject> All { get; } =
    [
        .. new[] { "shared", "services", "bench", "tests" }
            .SelectMany(area => Directory.EnumerateFiles(
                System.IO.Path.Combine(Root, area), "*.csproj", SearchOption.AllDirectories))
            .Select(Relative)
            .OrderBy(p => p.Path, StringComparer.Ordinal)
    ];

    internal static string Root => System.IO.Path.GetFullPath("../../..", System.IO.Path.GetDirectoryName(Here())!);

    private XDocument Read() => XDocument.Load(System.IO.Path.Combine(Root, Path));

    private static SourceProject Relative(string path) => new(System.IO.Path.GetRelativePath(Root, path));

    private static string Here([CallerFilePath] string path = "") => path;
}

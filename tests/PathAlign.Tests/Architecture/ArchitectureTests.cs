using Xunit;

namespace PathAlign.Tests.Architecture;

/// <summary>The arrows between projects, and between the namespaces of each, point one way.</summary>
public sealed class ArchitectureTests
{
    // The programs that put the services together.
    private static readonly string[] _programs = ["PathAlign.Hosting", "PathAlign.Standalone"];

    // Namespaces of these may use each other.
    private static readonly Dictionary<string, string> _cyclesAllowed = new()
    {
        ["PathAlign.Tests"] = "its folders mirror the tree, and fixtures stand beside what they were made for",
    };

    public static TheoryData<string> Projects =>
        [.. SourceProject.All.Select(p => p.Name).Where(name => !_cyclesAllowed.ContainsKey(name))];

    public static TheoryData<string> WithoutTorch =>
        ["PathAlign.Statistics", "PathAlign.Contracts", "PathAlign.Rounds", "PathAlign.Web", "PathAlign.Feedback"];

    [Fact]
    public void Services_reference_no_service_and_what_is_shared_references_shared_projects_alone()
    {
        var wrong =
            from project in SourceProject.All
            where project.Area is "shared" or "services" && !_programs.Contains(project.Name)
            from reference in project.References
            where reference.Area != "shared"
            select $"{project.Name} references {reference.Name}";

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(WithoutTorch))]
    public void What_computes_no_network_has_no_TorchSharp_in_its_closure(string name)
    {
        var project = Find(name);

        var packages = project.Closure.Append(project).SelectMany(
            p => p.Packages.Select(package => $"{p.Name} references {package}"));
        var locked = File.ReadAllText(Path.Combine(project.Folder, "packages.lock.json"));

        Assert.DoesNotContain(packages, package => package.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("torch", locked, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Services_decode_no_formats_but_their_own_so_NetVips_is_in_the_command_line_alone()
    {
        var with = SourceProject.All.Where(p => p.Closure.Append(p).SelectMany(of => of.Packages).Contains("NetVips"));

        Assert.Equal(
            ["PathAlign.Import", "PathAlign.Standalone", "PathAlign.Tests"],
            with.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_namespaces_of_a_project_use_each_other(string name)
    {
        var cycles = NamespaceCycles.Of(NamespaceUses.Of(Find(name)));

        Assert.True(
            cycles.Count == 0, $"{name}: expected no cycle, found {cycles.Count}:\n{string.Join("\n\n", cycles)}");
    }

    private static SourceProject Find(string name) => SourceProject.All.Single(p => p.Name == name);
}

using System.Text.Json.Nodes;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Deployment;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Scripts;

/// <summary>The bill of materials that users get with an image, held against the lock files.</summary>
[Slow]
public sealed class SbomTests
{
    [Fact]
    public async Task Every_package_of_the_lock_files_is_listed_with_its_version_and_licence()
    {
        using var folder = new TemporaryFolder();

        var (code, output, error) = await Programs.RunAsync(Yaml.At("pathalign"), ["sbom", folder.Path]);

        Assert.True(code == 0, error);
        Assert.Equal([folder.At("pathalign-host.json"), folder.At("pathalign-cli.json")], output.TrimEnd().Split('\n'));
        AssertLists(folder.At("pathalign-host.json"), "services/host");
        AssertLists(folder.At("pathalign-cli.json"), "services/standalone");
    }

    private static void AssertLists(string sbom, string project)
    {
        var bom = JsonNode.Parse(File.ReadAllText(sbom));
        var components = bom.Items("components").ToList();

        Assert.Equal("CycloneDX", bom.Text("bomFormat"));
        Assert.Equal(Path.GetFileNameWithoutExtension(sbom), bom.Text("metadata", "component", "name"));
        var listed = components.Select(c => $"{c.Text("name")} {c.Text("version")}");
        Assert.Equal(Locked(project), listed.Order(StringComparer.Ordinal));
        Assert.All(components, component => Assert.NotEmpty(component.Items("licenses")));
    }

    private static IEnumerable<string> Locked(string project) =>
        JsonNode.Parse(File.ReadAllText(Yaml.At($"{project}/packages.lock.json"))).Fields("dependencies", "net10.0")
            .Where(package => package.Value.Text("type") != "Project")
            .Select(package => $"{package.Key} {package.Value.Text("resolved")}").Order(StringComparer.Ordinal);
}

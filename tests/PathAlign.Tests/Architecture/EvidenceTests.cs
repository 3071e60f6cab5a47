using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace PathAlign.Tests.Architecture;

/// <summary>The tests that documents name as evidence.</summary>
public sealed partial class EvidenceTests
{
    private static readonly string _docs = Path.Combine(SourceProject.Root, "docs");

    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        var known = (
            from type in typeof(EvidenceTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            where method.GetCustomAttributes<FactAttribute>().Any()
            select $"{type.Name}.{method.Name}").ToHashSet();
        var named = (
            from file in Directory.EnumerateFiles(_docs, "*.md", SearchOption.AllDirectories)
            from match in NamedTest().Matches(File.ReadAllText(file))
            select (File: Path.GetFileName(file), Test: match.Groups[1].Value)).ToList();

        Assert.True(named.Count > 40, $"expected the tables of attacks and faults, found {named.Count} names");
        Assert.DoesNotContain(named, name => !known.Contains(name.Test));
    }

    [GeneratedRegex(@"`(\w+Tests\.[A-Z]\w+)`")]
    private static partial Regex NamedTest();
}

using System.Reflection;
using PathAlign.Tests.Cluster;
using PathAlign.Tests.Deployment;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Storage;
using PathAlign.Tests.Web;
using Xunit;
using Xunit.v3;

namespace PathAlign.Tests.Categories;

/// <summary>Tests that need more than .NET are marked, so that <c>./pathalign test quick</c> leaves them out.</summary>
public sealed class CategoryTests
{
    private static readonly Dictionary<Type, Type> _needs = new()
    {
        [typeof(LocalCluster)] = typeof(ServerAttribute),
        [typeof(StoreServers)] = typeof(ServerAttribute),
        [typeof(Glewlwyd)] = typeof(ServerAttribute),
        [typeof(Chromium)] = typeof(BrowserAttribute),
    };

    private static readonly Type[] _testClasses =
        [.. typeof(CategoryTests).Assembly.GetTypes().Where(type => !type.IsAbstract && Tests(type).Any())];

    [Fact]
    public void Every_class_that_is_given_a_server_or_a_browser_has_the_category()
    {
        var unmarked = _testClasses.SelectMany(type => Fixtures(type).Distinct()
            .Where(fixture => _needs.TryGetValue(fixture, out var category) && !type.IsDefined(category, inherit: true))
            .Select(fixture => $"{type.Name}: {fixture.Name}"));

        Assert.Empty(unmarked);
    }

    [Fact]
    public async Task A_server_does_not_start_for_a_test_without_the_category()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync("s3.sh"));

        Assert.Equal("expected [Server] on the test or its class, found none", refused.Message);
    }

    [Fact]
    public async Task A_browser_does_not_start_for_a_test_without_the_category()
    {
        await using var chromium = new Chromium();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(chromium.BrowserAsync);

        Assert.Equal("expected [Browser] on the test or its class, found none", refused.Message);
    }

    [Fact]
    public void Categories_are_attributes_of_their_own_so_that_none_is_misspelt()
    {
        var members = _testClasses.SelectMany(type => Tests(type).Append<MemberInfo>(type));

        var traits = members.SelectMany(member => member.GetCustomAttributes<TraitAttribute>());

        Assert.DoesNotContain(traits, trait => trait.Name == CategoryAttribute.Trait);
    }

    [Fact]
    public void Quick_tests_leave_out_every_category()
    {
        var script = File.ReadAllText(Yaml.At("pathalign"));
        var types = typeof(CategoryAttribute).Assembly.GetTypes().Where(t => t.BaseType == typeof(CategoryAttribute));

        var names = types.Select(type => ((CategoryAttribute)Activator.CreateInstance(type)!).Name).ToList();

        Assert.Equal(3, names.Count);
        Assert.All(names, name => Assert.Contains($"-trait- {CategoryAttribute.Trait}={name}", script));
    }

    private static IEnumerable<Type> Fixtures(Type type) =>
        type.GetConstructors().SelectMany(made => made.GetParameters()).Select(given => given.ParameterType)
            .Concat(type.GetInterfaces().Where(i => i.IsGenericType).SelectMany(i => i.GetGenericArguments()));

    private static IEnumerable<MethodInfo> Tests(Type type) =>
        type.GetMethods().Where(method => method.GetCustomAttributes().Any(attribute => attribute is IFactAttribute));
}

using Xunit;
using Xunit.v3;

namespace PathAlign.Tests.Categories;

/// <summary>A category of tests, which the runner's filters select, such as <c>-trait- Category=Slow</c>.</summary>
public abstract class CategoryAttribute(string name) : Attribute, ITraitAttribute
{
    internal const string Trait = "Category";

    internal string Name => name;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create(Trait, name)];

    /// <summary>
    /// Stops a test that starts what its category does not announce: it would fail on machines that lack it, where
    /// <c>./pathalign test quick</c> has to pass.
    /// </summary>
    internal static void Require<T>() where T : CategoryAttribute, new()
    {
        var (context, wanted) = (TestContext.Current, new T().Name);
        var traits = context.Test?.Traits ?? context.TestClass?.Traits ?? context.TestCollection?.Traits;
        if (traits is null) return;   // not called by a test
        if (traits.TryGetValue(Trait, out var values) && values.Contains(wanted)) return;
        throw new InvalidOperationException($"expected [{wanted}] on the test or its class, found none");
    }
}

using Xunit;

namespace PathAlign.Tests.Architecture;

public sealed class NamespaceCyclesTests
{
    [Fact]
    public void Two_that_use_each_other_over_a_third_are_named_with_examples()
    {
        var uses = new Dictionary<(string, string), string>
        {
            [("A", "B")] = "a.cs:1 uses B1",
            [("B", "C")] = "b.cs:2 uses C1",
            [("C", "A")] = "c.cs:3 uses A1",
            [("C", "D")] = "c.cs:4 uses D1",
        };

        var cycle = Assert.Single(NamespaceCycles.Of(uses));

        Assert.Equal("  A -> B: a.cs:1 uses B1\n  B -> C: b.cs:2 uses C1\n  C -> A: c.cs:3 uses A1", cycle);
    }

    [Fact]
    public void Uses_that_point_one_way_are_no_cycle() =>
        Assert.Empty(
            NamespaceCycles.Of(new Dictionary<(string, string), string> { [("A", "B")] = "", [("B", "C")] = "" }));
}

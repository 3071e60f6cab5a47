using PathAlign.Feedback.Queueing;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class RaterOrderTests
{
    [Fact]
    public void Every_image_comes_once_and_the_same_seed_brings_the_same_order()
    {
        var images = Enumerable.Range(0, 1000).Select(i => $"{i}").ToList();

        var order = All(new RaterOrder(Wanted(images), 7));

        Assert.Equal(images.Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
        Assert.Equal(order, All(new RaterOrder(Wanted(images), 7)));
        Assert.NotEqual(order, All(new RaterOrder(Wanted(images), 8)));
    }

    [Fact]
    public void Every_order_is_as_likely_as_any_other()
    {
        const int Raters = 24_000;
        var times = Enumerable.Range(0, Raters)
            .CountBy(seed => string.Concat(All(new RaterOrder(Wanted(["a", "b", "c", "d"]), (ulong)seed))))
            .ToDictionary();

        Assert.Equal(24, times.Count);
        var chiSquare = times.Values.Sum(n => Math.Pow(n - (Raters / 24), 2) / (Raters / 24));
        Assert.InRange(chiSquare, 0, 49.7);   // 23 degrees of freedom: one in a thousand lies above
    }

    [Fact]
    public void What_is_taken_out_leaves_the_rest_in_its_order()
    {
        var whole = All(new RaterOrder(Wanted(["a", "b", "c", "d", "e"]), 3));
        var order = new RaterOrder(Wanted(["a", "b", "c", "d", "e"]), 3);

        order.At(1);
        order.RemoveAt(1);
        order.RemoveAt(0);

        Assert.Equal(whole[2..], All(order));
        Assert.Null(order.At(3));
    }

    [Fact]
    public void What_steps_in_comes_after_what_is_wanted_and_in_the_order_of_the_set()
    {
        var orders = Enumerable.Range(0, 50).Select(
            seed => string.Concat(All(new RaterOrder(new SetImages(["a", "b", "c", "x", "y", "z"], 3), (ulong)seed))))
                .ToList();

        Assert.All(orders, order => Assert.EndsWith("xyz", order));
        Assert.Equal(6, orders.Distinct().Count());
    }

    private static SetImages Wanted(IReadOnlyList<string> images) => new(images, images.Count);

    private static List<string> All(RaterOrder order)
    {
        var images = new List<string>();
        for (var i = 0; order.At(i) is { } id; i++) images.Add(id);
        return images;
    }
}

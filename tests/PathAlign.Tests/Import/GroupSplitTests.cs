using PathAlign.Import.Splits;
using Xunit;

namespace PathAlign.Tests.Import;

public sealed class GroupSplitTests
{
    private static readonly SplitShares _shares = new(Validation: 0.1, Test: 0.2);

    [Fact]
    public void Single_images_are_split_by_the_shares_in_every_class()
    {
        var items = Enumerable.Range(0, 400).Select(i => new GroupedItem(i < 300 ? "common" : "rare", $"{i}")).ToList();

        var splits = GroupSplit.Assign(items, _shares, seed: 1);

        foreach (var (name, count) in new[] { ("common", 300), ("rare", 100) })
            foreach (var (split, share) in _shares.All)
                Assert.InRange(
                    items.Zip(splits).Count(x => x.First.Class == name && x.Second == split) - (share * count), -1, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_group_lies_in_two_splits_and_the_shares_come_near(int seed)
    {
        var random = new Random(seed);
        var items = Enumerable.Range(0, 80)
            .SelectMany(group => Enumerable.Range(0, random.Next(1, 30))
                .Select(_ => new GroupedItem($"class-{random.Next(4)}", $"patient-{group}")))
            .ToList();

        var splits = GroupSplit.Assign(items, _shares, (ulong)seed);

        Assert.All(
            items.Zip(splits).GroupBy(x => x.First.Group),
            group => Assert.Single(group.Select(x => x.Second).Distinct()));
        foreach (var (split, share) in _shares.All)
            Assert.InRange(splits.Count(s => s == split) / (double)items.Count, share - 0.03, share + 0.03);
    }

    [Fact]
    public void The_same_seed_gives_the_same_split_and_another_seed_another()
    {
        var items = Enumerable.Range(0, 100).Select(i => new GroupedItem("a", $"{i}")).ToList();

        Assert.Equal(GroupSplit.Assign(items, _shares, 1), GroupSplit.Assign(items, _shares, 1));
        Assert.NotEqual(GroupSplit.Assign(items, _shares, 1), GroupSplit.Assign(items, _shares, 2));
    }

    [Fact]
    public void A_share_of_nothing_is_an_empty_split() =>
        Assert.DoesNotContain("test", GroupSplit.Assign(
            [.. Enumerable.Range(0, 20).Select(i => new GroupedItem("a", $"{i}"))], new SplitShares(0.2, 0), 1));

    [Fact]
    public void Too_few_groups_are_refused() =>
        Assert.Contains(
            "at least 3 groups",
            Assert.Throws<ArgumentException>(() => GroupSplit.Assign(
                [new("a", "p1"), new("a", "p1"), new("a", "p2")], _shares, 1)).Message);
}

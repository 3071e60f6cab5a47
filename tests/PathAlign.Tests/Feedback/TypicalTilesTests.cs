using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Opening;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Which real tiles raters see beside the tile that they judge.</summary>
public sealed class TypicalTilesTests
{
    [Fact]
    public void The_nearest_to_the_mean_of_the_class_come_first_and_an_outlier_last()
    {
        var tiles = Flat((0, 140), (1, 10), (0, 146), (0, 250), (0, 152), (0, 120));

        Assert.Equal([4, 2, 0, 5, 3], TypicalTiles.Of(tiles, 0, 10));
        Assert.Equal([4, 2], TypicalTiles.Of(tiles, 0, 2));
        Assert.Equal([1], TypicalTiles.Of(tiles, 1, 2));
        Assert.Empty(TypicalTiles.Of(tiles, 2, 2));
    }

    [Fact]
    public void Texture_counts_beside_colour()
    {
        var smooth = Enumerable.Range(0, 8).Select(i => RgbImage.Filled(8, 8, (byte)(120 + i), 120, 120)).ToList();
        var rough = new RgbImage(8, 8, [.. Enumerable.Range(0, 192).Select(i => (byte)(i / 3 % 2 == 0 ? 100 : 146))]);
        var tiles = TileSet.Of(8, [(0, rough), .. smooth.Select(image => (0, image))]);

        Assert.Equal(0, TypicalTiles.Of(tiles, 0, 9)[^1]);
    }

    [Fact]
    public void A_copy_is_not_shown_beside_its_original()
    {
        var tiles = Flat((0, 100), (0, 110), (0, 110), (0, 140));

        Assert.Equal([1, 0, 3], TypicalTiles.Of(tiles, 0, 4));
    }

    [Fact]
    public void Of_the_phantom_they_are_different_tiles_of_the_class_and_always_the_same()
    {
        var train = Phantom.Standard.Train;

        foreach (var label in Phantom.Description.Labels)
        {
            var typical = TypicalTiles.Of(train, label, 4);
            Assert.Equal(4, typical.Distinct().Count());
            Assert.All(typical, tile => Assert.Equal(label, train.Labels[tile]));
            Assert.Equal(typical, TypicalTiles.Of(train, label, 4));
        }
    }

    [Fact]
    public async Task Every_set_of_a_data_set_shows_the_same_ones()
    {
        var stores = new FeedbackStores();
        foreach (var round in new[] { "r1", "r2" })
            await stores.QueueRoundAsync(round, 2, new RatingPlan { ExamplesPerClass = 2 });

        var shown = (await stores.AllAsync("reading-studies")).Select(d => d.Body["examples"]!.ToJsonString()).ToList();
        Assert.Equal(2, shown.Count);
        Assert.Equal(shown[0], shown[1]);
    }

    private static TileSet Flat(params (int Label, byte Grey)[] tiles) =>
        TileSet.Of(4, [.. tiles.Select(t => (t.Label, RgbImage.Filled(4, 4, t.Grey, t.Grey, t.Grey)))]);
}

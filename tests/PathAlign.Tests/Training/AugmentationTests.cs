using PathAlign.Statistics;
using PathAlign.Training;
using PathAlign.Training.Augmentation;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training;

public sealed class AugmentationTests
{
    [Fact]
    public void The_eight_symmetries_are_all_different_and_keep_every_pixel()
    {
        using var scope = NewDisposeScope();
        var tiles = TileMaker.Set(1, 5);

        var views = TileTensors.Signed(tiles, [.. Enumerable.Repeat(0, 8)], [0, 1, 2, 3, 4, 5, 6, 7]).unbind();

        Assert.Equal(8, views.Select(v => string.Join(',', v.contiguous().data<float>().ToArray())).Distinct().Count());
        Assert.Single(views.Select(v => string.Join(',', v.contiguous().data<float>().ToArray().Order())).Distinct());
        Assert.True(views[1].allclose(views[0].flip(2)));
        Assert.True(views[2].allclose(views[0].flip(1)));
        Assert.True(views[4].allclose(views[0].transpose(1, 2)));
    }

    [Fact]
    public void Bytes_come_back_from_tensors_unchanged()
    {
        using var scope = NewDisposeScope();
        var tiles = TileMaker.Set(3, 6);

        var images = TileTensors.ToImages(TileTensors.Signed(tiles, [0, 1, 2]));

        for (var i = 0; i < 3; i++) Assert.Equal(tiles.Tile(i).ToArray(), images[i].Pixels);
    }

    [Fact]
    public void No_strength_changes_nothing_and_strength_stays_within_an_image()
    {
        using var scope = NewDisposeScope();
        var images = TileTensors.Signed(TileMaker.Set(4, 6), [0, 1, 2, 3]);

        var same = new StainJitter(0).Apply(images, new CounterRandom(1, 2));
        var changed = new StainJitter(1).Apply(images, new CounterRandom(1, 2));
        var again = new StainJitter(1).Apply(images, new CounterRandom(1, 2));

        Assert.True(same.allclose(images));
        Assert.False(changed.allclose(images, 1e-2, 1e-2));
        Assert.True(changed.allclose(again));
        Assert.InRange(changed.min().item<float>(), -1.0001f, 1f);
        Assert.InRange(changed.max().item<float>(), -1f, 1.0001f);
    }

    [Fact]
    public void Tiny_jitter_is_almost_nothing_so_unmixing_and_mixing_cancel()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 3, 4, 4) * 1.8 - 0.9;

        Assert.True(new StainJitter(1e-6).Apply(images, new CounterRandom(1, 2)).allclose(images, 1e-3, 1e-3));
    }

    [Fact]
    public void Every_epoch_sees_every_tile_once_and_batches_follow_from_the_step_alone()
    {
        var plan = new BatchPlan(5, 12, 4);
        var epoch = new[] { 0L, 1, 2 }.SelectMany(plan.At).ToList();

        Assert.Equal(Enumerable.Range(0, 12), epoch.Order());
        Assert.Equal(new BatchPlan(5, 12, 4).At(7), plan.At(7));
        Assert.NotEqual(epoch, new[] { 3L, 4, 5 }.SelectMany(plan.At));
    }

    [Fact]
    public void The_average_follows_its_closed_form()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(1, 1, hasBias: false);
        nn.init.constant_(module.weight, 0);
        using var ema = new Ema(module, 0.5);
        nn.init.constant_(module.weight, 1);

        ema.Update(100);
        ema.Update(101);

        Assert.Equal(0.75f, ema.Averages.Single().tensor.item<float>(), 1e-6);
        var seen = 0f;
        ema.Applied(() => seen = module.weight.item<float>());
        Assert.Equal((0.75f, 1f), (seen, module.weight.item<float>()));
    }

    [Fact]
    public void The_learning_rate_rises_and_falls_as_told()
    {
        Assert.Equal(0.1, LearningRate.WarmupCosine(1, 0, 10, 110), 1e-12);
        Assert.Equal(1, LearningRate.WarmupCosine(1, 10, 10, 110), 1e-12);
        Assert.Equal(0.5, LearningRate.WarmupCosine(1, 60, 10, 110), 1e-12);
        Assert.Equal(0.02, LearningRate.WarmupCosine(1, 110, 10, 110, 0.02), 1e-12);
    }
}

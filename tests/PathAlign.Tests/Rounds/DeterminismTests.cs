using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

[Slow]
public sealed class DeterminismTests(TinyRound round)
{
    [Fact]
    public async Task The_same_seed_leaves_the_same_objects_jobs_and_ratings_in_another_home()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await round.HomeAsync();
        _ = TorchSharp.torch.rand(7);   // what was drawn before must not matter

        await TinyRound.RunAsync(folder.At("other"), round.Settings());

        // Objects are named by their content: images, frozen ratings, reward model, adapter and report, all byte for
        // byte.
        HomeState.AssertSame(await HomeState.ReadAsync(undisturbed), await HomeState.ReadAsync(folder.At("other")));
    }

    [Fact]
    public async Task Another_seed_leaves_other_images_and_another_adapter()
    {
        using var folder = new TemporaryFolder();
        // data, generator, filter, judge
        var (undisturbed, inputs) = (HomeState.ObjectsOf(Path.Combine(await round.HomeAsync(), "objects")), 4);

        await TinyRound.RunAsync(folder.At("other"), round.Settings(seed: TinyRound.Seed + 100));

        Assert.Equal(inputs, undisturbed.Intersect(HomeState.ObjectsOf(folder.At("other/objects"))).Count());
    }
}

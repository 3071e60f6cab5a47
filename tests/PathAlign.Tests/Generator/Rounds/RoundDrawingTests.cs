using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging.Jobs;
using Xunit;

namespace PathAlign.Tests.Generator.Rounds;

/// <summary>How a drawing is cut into shards.</summary>
public sealed class RoundDrawingTests
{
    private static readonly RoundPlan _plan = new()
    {
        RoundId = "r1",
        Data = RoundPlan.Phantom,
        GeneratorKey = "g",
        FilterKey = "f",
        JudgeKey = "j",
        Generation = new GenerationPlan { ImagesPerClass = 5 },
        Evaluation = new EvaluationPlan { ImagesPerClass = 3 },
    };

    private static int Classes => _plan.Dataset.Classes.Count;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(36)]
    [InlineData(1000)]
    public void The_shards_of_training_images_are_all_images_in_order_each_once(int size)
    {
        var drawing = new RoundDrawing(_plan, ImagePurpose.Training);

        var shards = drawing.Split(size);

        Assert.All(shards, shard => Assert.InRange(shard.Count, 1, size));
        Assert.Equal(
            Enumerable.Range(0, Classes).SelectMany(label => Enumerable.Range(0, 5).Select(place => (label, place))),
            shards.SelectMany(s => drawing.Slice(s.First, s.Count)).Select(i => (i.Label, i.Place)));
    }

    [Fact]
    public void A_shard_of_a_comparison_has_images_of_one_arm()
    {
        var drawing = new RoundDrawing(_plan, ImagePurpose.Evaluation);

        var shards = drawing.Split(4).Select(s => drawing.Slice(s.First, s.Count)).ToList();

        Assert.All(shards, shard => Assert.Single(shard.Select(i => i.Arm).Distinct()));
        Assert.Equal(
            [
                .. Enumerable.Repeat(ImageArms.Before, Classes * 3),
                .. Enumerable.Repeat(ImageArms.After, Classes * 3),
            ],
            shards.SelectMany(shard => shard).Select(i => i.Arm));
        var sides = shards.SelectMany(shard => shard).ToLookup(i => i.Arm, i => i with { Arm = null });
        Assert.Equal(sides[ImageArms.Before], sides[ImageArms.After]);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(26, 2)]   // the last image of one arm and the first of the other
    [InlineData(53, 2)]
    public void A_shard_that_the_drawing_does_not_have_is_refused(int first, int count)
    {
        var drawing = new RoundDrawing(_plan, ImagePurpose.Evaluation);

        var error = Assert.Throws<PermanentFailureException>(() => { drawing.Slice(first, count); });

        Assert.Contains($"found {count} images from {first}", error.Message);
    }
}

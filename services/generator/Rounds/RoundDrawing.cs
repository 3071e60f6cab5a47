using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>
/// The images of one drawing of a round, numbered in the order of its manifest: by arm, class and place. A round has
/// two drawings: its training images, and its comparison with two arms.
/// </summary>
public sealed class RoundDrawing(RoundPlan plan, ImagePurpose purpose)
{
    private readonly IReadOnlyList<string?> _arms =
        purpose == ImagePurpose.Training ? [null] : [ImageArms.Before, ImageArms.After];
    private readonly IReadOnlyList<int> _labels = [.. plan.Dataset.Labels];
    private readonly int _perClass = purpose == ImagePurpose.Training
        ? plan.Generation.ImagesPerClass
        : plan.Evaluation.ImagesPerClass;

    private int PerArm => _labels.Count * _perClass;

    /// <summary>Cuts the drawing into shards of at most <paramref name="size"/> images, each within one arm.</summary>
    public IReadOnlyList<(int First, int Count)> Split(int size) =>
    [
        .. Enumerable.Range(0, _arms.Count).SelectMany(
            arm => Enumerable.Range(0, PerArm).Chunk(size).Select(part => ((arm * PerArm) + part[0], part.Length))),
    ];

    /// <summary>The images of a shard.</summary>
    /// <exception cref="PermanentFailureException">The drawing has no such shard.</exception>
    public IReadOnlyList<PlannedImage> Slice(int first, int count)
    {
        var all = _arms.Count * PerArm;
        if (first < 0 || count < 1 || first > all - count || first % PerArm > PerArm - count)
            throw new PermanentFailureException(
                $"shard: expected images from 0 to {all - 1} of one arm, found {count} images from {first}");
        return [.. Enumerable.Range(first, count).Select(At)];
    }

    private PlannedImage At(int number)
    {
        var inArm = number % PerArm;
        return new PlannedImage(inArm, _arms[number / PerArm], _labels[inArm / _perClass], inArm % _perClass);
    }
}

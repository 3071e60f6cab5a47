using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Reward;

/// <summary>
/// Mean and deviation of every feature over real tiles of each class. What a feature says about plausibility depends on
/// the class; how far it lies from what is usual there says most of it.
/// </summary>
public sealed class ClassNorms : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Cap = 8;          // in deviations: one wild feature must not drown the others
    private const double SmallestDeviation = 1e-3;
    private readonly Tensor mean, deviation;

    /// <param name="classes">How many classes.</param>
    /// <param name="features">How many features.</param>
    public ClassNorms(int classes, int features) : base(nameof(ClassNorms))
    {
        (mean, deviation) = (zeros(classes, features), ones(classes, features));
        RegisterComponents();
    }

    /// <summary>Takes the norms of real tiles' features (N, F) with their classes.</summary>
    public void Fit(Tensor features, IReadOnlyList<int> labels)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var label in labels.Distinct())
        {
            var rows = features.index_select(
                0, tensor([.. labels.Select((l, i) => (l, i)).Where(e => e.l == label).Select(e => (long)e.i)]));
            mean.select(0, label).copy_(rows.mean([0]));
            deviation.select(0, label).copy_(rows.std([0], unbiased: rows.shape[0] > 1).clamp(min: SmallestDeviation));
        }
    }

    /// <summary>Deviations from the class's mean and their sizes (B, 2F).</summary>
    /// <param name="features">(B, F).</param>
    /// <param name="labels">(B) int64.</param>
    public override Tensor forward(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var z = ((features - mean.index_select(0, labels)) / deviation.index_select(0, labels)).clamp(-Cap, Cap);
        return scope.MoveToOuter(cat([z, z.abs()], 1));
    }
}

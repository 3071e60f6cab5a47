using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Reward;

/// <summary>
/// Mean and standard deviation of every feature over the real tiles of each class. What a feature tells about
/// plausibility depends on the class; its distance from the class's usual values tells most of it.
/// </summary>
public sealed class ClassNorms : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Cap = 8;          // in deviations: no single feature may dominate
    private const double SmallestDeviation = 1e-3;
    private readonly Tensor mean, deviation;

    /// <param name="classes">Number of classes.</param>
    /// <param name="features">Number of features.</param>
    public ClassNorms(int classes, int features) : base(nameof(ClassNorms))
    {
        (mean, deviation) = (zeros(classes, features), ones(classes, features));
        RegisterComponents();
    }

    /// <summary>
    /// Computes the norms from features (N, F) of real tiles and their classes (N). Classes without tiles keep their
    /// norms.
    /// </summary>
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

    /// <summary>
    /// Standardised deviations from the class's mean, clamped to ±8, and their absolute values: (B, 2F).
    /// </summary>
    /// <param name="features">(B, F).</param>
    /// <param name="labels">(B) int64.</param>
    public override Tensor forward(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var z = ((features - mean.index_select(0, labels)) / deviation.index_select(0, labels)).clamp(-Cap, Cap);
        return scope.MoveToOuter(cat([z, z.abs()], 1));
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Reward;

/// <summary>One member of the ensemble: logits of plausibility and of each criterion's fault.</summary>
public sealed class RewardHead : Module<Tensor, Tensor, Tensor>
{
    private const int Hidden = 96;
    private readonly double _dropout;
    private readonly Linear project, output;
    private readonly Embedding class_embedding;

    /// <param name="classes">How many classes.</param>
    /// <param name="criteria">How many criteria.</param>
    /// <param name="dropout">Share of inputs dropped while training.</param>
    public RewardHead(int classes, int criteria, double dropout = 0.3) : base(nameof(RewardHead))
    {
        _dropout = dropout;
        project = Linear(2 * StyleFeatures.Count, Hidden);
        class_embedding = Embedding(classes, Hidden);
        output = Linear(Hidden, 1 + criteria);
        init.zeros_(class_embedding.weight);
        RegisterComponents();
    }

    /// <summary>(B, 1 + criteria): plausibility first.</summary>
    /// <param name="deviations">(B, 2F) of <see cref="ClassNorms"/>.</param>
    /// <param name="labels">(B) int64.</param>
    public override Tensor forward(Tensor deviations, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var x = training ? functional.dropout(deviations, _dropout, true) : deviations;
        x = functional.gelu(project.call(x) + class_embedding.call(labels));                     // (B, H)
        if (training) x = functional.dropout(x, _dropout, true);
        return scope.MoveToOuter(output.call(x));
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Reward;

/// <summary>One member of the ensemble: logits of plausibility and of each criterion's fault.</summary>
public sealed class RewardHead : Module<Tensor, Tensor, Tensor>
{
    private const int Hidden = 96;
    private readonly Dropout _dropout;
    private readonly Linear project, output;
    private readonly Embedding class_embedding;

    /// <param name="classes">Number of classes.</param>
    /// <param name="criteria">Number of criteria.</param>
    /// <param name="dropout">Dropout probability of inputs in training.</param>
    public RewardHead(int classes, int criteria, double dropout = 0.3) : base(nameof(RewardHead))
    {
        _dropout = new Dropout(dropout);
        project = Linear(2 * StyleFeatures.Count, Hidden);
        class_embedding = Embedding(classes, Hidden);
        output = Linear(Hidden, 1 + criteria);
        init.zeros_(class_embedding.weight);
        RegisterComponents();
    }

    /// <summary>Starts anew, with weights and later dropout from a seed, whatever the head has learned.</summary>
    public void Restart(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        init.zeros_(class_embedding.weight);   // as it is made
        this.Drawn(_dropout.Random.manual_seed((long)seed));
    }

    /// <summary>Computes logits (B, 1 + criteria): plausibility first, then each criterion's fault.</summary>
    /// <param name="deviations">(B, 2F) of <see cref="ClassNorms"/>.</param>
    /// <param name="labels">(B) int64.</param>
    public override Tensor forward(Tensor deviations, Tensor labels)
    {
        using var scope = NewDisposeScope();
        // (B, H)
        var x = functional.gelu(project.call(_dropout.Apply(deviations, training)) + class_embedding.call(labels));
        return scope.MoveToOuter(output.call(_dropout.Apply(x, training)));
    }
}

using PathAlign.Models.Classifier;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Reward;

/// <summary>
/// The reward model: how plausible a pathologist would find an image of a class, in [0, 1], high meaning plausible. A
/// frozen trunk shared with a tissue classifier, and a small ensemble of heads whose logits one temperature calibrates
/// (Guo et al. 2017).
/// </summary>
public sealed class RewardNetwork : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ResNet18 trunk;
    private readonly ClassNorms norms;
    private readonly ModuleList<RewardHead> heads;
    private readonly RewardHead guard;
    private readonly Tensor temperature;

    /// <param name="trunk">A trained classifier; it becomes part of this network and is frozen.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="criteria">How many criteria.</param>
    /// <param name="members">Heads in the ensemble.</param>
    public RewardNetwork(ResNet18 trunk, int classes, int criteria, int members) : base(nameof(RewardNetwork))
    {
        (this.trunk, Classes, Criteria) = (trunk, classes, criteria);
        norms = new ClassNorms(classes, StyleFeatures.Count);
        heads = nn.ModuleList<RewardHead>(
            [.. Enumerable.Range(0, members).Select(_ => new RewardHead(classes, criteria))]);
        guard = new RewardHead(classes, criteria);
        temperature = ones(1);
        RegisterComponents();
        foreach (var parameter in trunk.parameters()) parameter.requires_grad = false;
        trunk.eval();
    }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>How many criteria.</summary>
    public int Criteria { get; }

    /// <summary>The ensemble's members.</summary>
    public IReadOnlyList<RewardHead> Heads => [.. heads];

    /// <summary>
    /// A head that learns from the held-out ratings alone and takes part in no reward: where the reward rises and this
    /// one falls, the generator has learned to please the ensemble instead of the raters.
    /// </summary>
    public RewardHead Guard => guard;

    /// <summary>Norms of the real tiles.</summary>
    public ClassNorms Norms => norms;

    /// <summary>By what logits are divided.</summary>
    public double Temperature
    {
        get => temperature.item<float>();
        set
        {
            using var mode = no_grad();
            temperature.fill_(value);
        }
    }

    /// <summary>What the heads look at (B, <see cref="StyleFeatures.Count"/>).</summary>
    public Tensor Features(Tensor imagesSigned) => StyleFeatures.Of(trunk, imagesSigned);

    /// <summary>Each member's probability of plausibility (M, B) from features (B, F).</summary>
    public Tensor Members(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var deviations = norms.call(features, labels);
        return scope.MoveToOuter(stack(heads.Select(head => Probability(head, deviations, labels))));
    }

    /// <summary>
    /// Each member's probability (M, B) that the first of two images of a class is the more plausible, by the
    /// difference of their logits (Bradley and Terry 1952), from features (B, F) of either.
    /// </summary>
    public Tensor Preferences(Tensor features, Tensor beside, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (norms.call(features, labels), norms.call(beside, labels));
        return scope.MoveToOuter(
            stack(
                heads.Select(
                    head => ((Logit(head, first, labels) - Logit(head, second, labels)) / temperature).sigmoid())));
    }

    /// <summary>
    /// Plausibility (B) in [0, 1] of images (B, 3, H, W) in [-1, 1]: the mean over the members. Gradients flow to the
    /// images.
    /// </summary>
    public override Tensor forward(Tensor imagesSigned, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Members(Features(imagesSigned), labels).mean([0]));
    }

    /// <summary>
    /// What guides a generator: plausibility (B), and the probability (B) that the trunk's classifier gives the class
    /// asked for. An image may please raters and yet be of another tissue.
    /// </summary>
    public (Tensor plausibility, Tensor classProbability) Guide(Tensor imagesSigned, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var features = Features(imagesSigned);
        var classes = trunk.Classify(StyleFeatures.LastStage(features)).log_softmax(1);
        return scope.MoveToOuter(
            Members(features, labels).mean([0]), classes.gather(1, labels.unsqueeze(1)).squeeze(1).exp());
    }

    /// <summary>Plausibility (B) by the ensemble and by the guard.</summary>
    public (Tensor ensemble, Tensor guard) Both(Tensor imagesSigned, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var features = Features(imagesSigned);
        return scope.MoveToOuter(
            Members(features, labels).mean([0]), Probability(guard, norms.call(features, labels), labels));
    }

    private Tensor Probability(RewardHead head, Tensor deviations, Tensor labels) =>
        (Logit(head, deviations, labels) / temperature).sigmoid();

    private static Tensor Logit(RewardHead head, Tensor deviations, Tensor labels) =>
        head.call(deviations, labels).select(1, 0);
}

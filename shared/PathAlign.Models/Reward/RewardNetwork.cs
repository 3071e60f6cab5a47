using PathAlign.Models.Classifier;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Reward;

/// <summary>
/// The reward model: predicts how plausible a pathologist would find an image of a class, from 0 (implausible) to 1
/// (plausible). It consists of a frozen trunk shared with a tissue classifier and of a small ensemble of heads; one
/// temperature calibrates their logits (Guo et al. 2017).
/// </summary>
public sealed class RewardNetwork : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ResNet18 trunk;
    private readonly ClassNorms norms;
    private readonly ModuleList<RewardHead> heads;
    private readonly RewardHead guard;
    private readonly Tensor temperature;

    /// <param name="trunk">A trained classifier; it becomes part of this network and is frozen.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="criteria">Number of criteria.</param>
    /// <param name="members">Number of heads in the ensemble.</param>
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

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of criteria.</summary>
    public int Criteria { get; }

    /// <summary>The ensemble's members.</summary>
    public IReadOnlyList<RewardHead> Heads => [.. heads];

    /// <summary>
    /// A head that learns only from the held-out ratings and is not part of the reward. If the reward rises while this
    /// head's score falls, the generator has learned to please the ensemble instead of the raters.
    /// </summary>
    public RewardHead Guard => guard;

    /// <summary>Norms of the real tiles.</summary>
    public ClassNorms Norms => norms;

    /// <summary>The divisor of the logits.</summary>
    public double Temperature
    {
        get => temperature.item<float>();
        set
        {
            using var mode = no_grad();
            temperature.fill_(value);
        }
    }

    /// <summary>The heads' features (B, <see cref="StyleFeatures.Count"/>) of images (B, 3, H, W) in [-1, 1].</summary>
    public Tensor Features(Tensor imagesSigned) => StyleFeatures.Of(trunk, imagesSigned);

    /// <summary>
    /// Each member's probability of plausibility (M, B), in [0, 1], from features (B, F) and labels (B) int64.
    /// </summary>
    public Tensor Members(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var deviations = norms.call(features, labels);
        return scope.MoveToOuter(stack(heads.Select(head => Probability(head, deviations, labels))));
    }

    /// <summary>
    /// For each criterion the probability (B, C) that raters do not mark it as wrong, in [0, 1]: the mean over the
    /// members, not calibrated. Features are (B, F), labels (B) int64.
    /// </summary>
    public Tensor CriterionScores(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var deviations = norms.call(features, labels);
        var faults = stack(heads.Select(head => head.call(deviations, labels).narrow(1, 1, Criteria)));  // (M, B, C)
        return scope.MoveToOuter(1 - faults.sigmoid().mean([0]));
    }

    /// <summary>
    /// Each member's probability (M, B) that the first of two images of a class is more plausible than the second, by
    /// the difference of their logits (Bradley and Terry 1952). Features of either image are (B, F), labels (B) int64.
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
    /// The two scores that guide a generator: plausibility (B), and the probability (B) that the trunk's classifier
    /// gives to the requested class. An image can please raters and still show another tissue.
    /// </summary>
    public (Tensor plausibility, Tensor classProbability) Guide(Tensor imagesSigned, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var features = Features(imagesSigned);
        var classes = trunk.Classify(StyleFeatures.LastStage(features)).log_softmax(1);
        return scope.MoveToOuter(
            Members(features, labels).mean([0]), classes.gather(1, labels.unsqueeze(1)).squeeze(1).exp());
    }

    /// <summary>Plausibility (B) in [0, 1] by the ensemble and by the guard.</summary>
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

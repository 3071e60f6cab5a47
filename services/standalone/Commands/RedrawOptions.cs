using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Generator.Sampling;
using PathAlign.Sampling;
using PathAlign.Standalone.Scoring;

namespace PathAlign.Standalone.Commands;

/// <summary>The options that draw a tile again while a reward model finds it too little plausible.</summary>
internal sealed class RedrawOptions
{
    private readonly Option<string?> _reward = new("--reward")
    {
        Description = "Reward model (reward.safetensors beside a round's report): a tile is drawn again while it finds " +
            "the tile less plausible than --least-reward, and the most plausible attempt is kept",
    };
    private readonly Option<string?> _classifier = new("--reward-classifier")
    {
        Description = "File of the classifier that is the reward model's trunk; default: the shipped one",
    };
    private readonly Option<int> _attempts = new("--reward-attempts")
    {
        Description = "How often a tile is drawn again, at most",
        DefaultValueFactory = _ => new EvaluationPlan().RewardAttempts,
    };
    private readonly Option<double> _least = new("--least-reward")
    {
        Description = "Plausibility by the reward model, 0 to 1, from which a tile is not drawn again",
        DefaultValueFactory = _ => new EvaluationPlan().LeastReward,
    };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_reward, _classifier, _attempts, _least]) command.Add(option);
    }

    /// <summary>The reward model; null if none is named.</summary>
    /// <exception cref="Files.InvalidInputException">A file is damaged, or the classifier is not found.</exception>
    internal async Task<LoadedReward?> LoadAsync(ParseResult parsed, CancellationToken cancel) =>
        parsed.GetValue(_reward) is { } path
            ? await LoadedReward.LoadAsync(path, parsed.GetValue(_classifier), objects: null, cancel)
            : null;

    /// <summary>Draws tiles with a reward model; null without one.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal PlausibleDrawing? Drawing(
        ParseResult parsed, LoadedReward? reward, GeneratorModel generator, SamplingOptions options)
    {
        var settings = new RedrawSettings(parsed.GetValue(_attempts), parsed.GetValue(_least));
        settings.Validate();
        return reward is null ? null : new PlausibleDrawing(generator, options, reward.Model, settings);
    }
}

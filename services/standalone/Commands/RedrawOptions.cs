using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Generator.Sampling;
using PathAlign.Sampling;
using PathAlign.Standalone.Scoring;

namespace PathAlign.Standalone.Commands;

/// <summary>The options that draw a tile several times, for a reward model to choose.</summary>
internal sealed class RedrawOptions
{
    private const string Classifier = "--reward-classifier";
    private readonly Option<string?> _reward = new("--reward")
    {
        Description = "Reward model (reward.safetensors beside a round's report). Each tile is drawn several times, " +
            "and the attempt is kept that it finds most plausible",
    };
    private readonly Option<string?> _classifier = new(Classifier)
    {
        Description = "File of the classifier that is the reward model's trunk; default: the shipped one",
    };
    private readonly Option<int?> _attempts = new("--reward-attempts")
    {
        Description = $"How often a tile is drawn again with --reward; default: {Default.RewardAttempts}",
    };
    private readonly Option<double?> _least = new("--least-reward")
    {
        Description = "Plausibility by the reward model, 0 to 1, from which a tile is not drawn again; 1 makes all " +
            "attempts; default: " +
            FormattableString.Invariant($"{Default.LeastReward}"),
    };

    private static EvaluationPlan Default => new EvaluationPlan().ForLatents();

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_reward, _classifier, _attempts, _least]) command.Add(option);
    }

    /// <summary>Loads the reward model; null if none is named.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the options lack --reward.</exception>
    /// <exception cref="Files.InvalidInputException">A file is damaged, the classifier is not found, or the model has
    /// other classes or another size than the generator.</exception>
    internal async Task<RedrawReward?> LoadAsync(
        ParseResult parsed, GeneratorModel generator, CancellationToken cancel)
    {
        var (attempts, least) = (
            parsed.GetValue(_attempts) ?? Default.RewardAttempts, parsed.GetValue(_least) ?? Default.LeastReward);
        Redraws.Validate(attempts, least);
        if (parsed.GetValue(_reward) is not { } path)
        {
            var alone = ((Option[])[_classifier, _attempts, _least])
                .FirstOrDefault(option => parsed.GetResult(option) is not null);
            return alone is null
                ? null
                : throw new ArgumentException($"{alone.Name}: expected --reward beside it, got none");
        }
        var reward = await LoadedReward.LoadAsync(path, (Classifier, parsed.GetValue(_classifier)), null, cancel);
        try
        {
            DatasetHeader.RequireSame(reward.Dataset, generator.Dataset, path);
            if (reward.Size is { } size && size != generator.Size)
                throw new ArgumentException(
                    $"--reward: expected a reward model of {generator.Size} px, as the generator draws, got {size} px");
            return new RedrawReward(reward, new Redraws(reward.Model, attempts, least));
        }
        catch
        {
            reward.Dispose();
            throw;
        }
    }
}

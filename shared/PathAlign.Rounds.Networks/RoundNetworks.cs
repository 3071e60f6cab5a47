using PathAlign.Contracts.Plans;
using PathAlign.Files;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;
using PathAlign.Training.Reward;

namespace PathAlign.Rounds.Networks;

/// <summary>Networks that stages load from the object store, by their keys. The caller disposes them.</summary>
public sealed class RoundNetworks(IObjectStore objects)
{
    /// <summary>The base generator with an adapter merged into it, or bare.</summary>
    /// <exception cref="InvalidInputException">A file is damaged, or the adapter is not of this base.</exception>
    public async Task<GeneratorModel> GeneratorAsync(RoundPlan plan, string? adapterKey, CancellationToken cancel) =>
        GeneratorModel.Load(
            await objects.GetFileAsync(plan.GeneratorKey, cancel),
            adapterKey is null ? null : await objects.GetFileAsync(adapterKey, cancel));

    /// <summary>A classifier.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, or not a classifier.</exception>
    public async Task<ClassifierModel> ClassifierAsync(string key, CancellationToken cancel) =>
        ClassifierModel.Load(await objects.GetFileAsync(key, cancel));

    /// <summary>A reward model with its trunk.</summary>
    /// <exception cref="InvalidInputException">A file is damaged, or the trunk does not fit.</exception>
    /// <exception cref="ObjectNotFoundException">The trunk is not in the object store.</exception>
    public async Task<RewardModel> RewardAsync(string key, CancellationToken cancel)
    {
        var path = await objects.GetFileAsync(key, cancel);
        return RewardModel.Load(path, await objects.GetFileAsync(RewardFile.TrunkOf(path), cancel));
    }

    /// <summary>
    /// The reward model that an adapter was trained with; null for the bare base, and for an adapter that names none.
    /// </summary>
    /// <exception cref="InvalidInputException">A file is damaged, the trunk does not fit, or the reward model is not in
    /// the object store.</exception>
    public async Task<RewardModel?> RewardBehindAsync(string? adapterKey, CancellationToken cancel)
    {
        if (adapterKey is null) return null;
        var key = AdapterFile.RewardOf(await objects.GetFileAsync(adapterKey, cancel));
        if (key is null) return null;
        if (!ObjectKey.IsKey(key) || !await objects.ExistsAsync(key, cancel))
            throw new InvalidInputException(
                adapterKey,
                AdapterFile.RewardKey,
                $"expected a reward model in the object store, found none at '{key}'; a round with " +
                    "--reward-attempts 0 does not need it");
        return await RewardAsync(key, cancel);
    }
}

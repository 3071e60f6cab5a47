using PathAlign.Contracts.Plans;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Rounds.Networks;

/// <summary>Networks that stages load from the object store, by their keys. The caller disposes them.</summary>
public sealed class RoundNetworks(IObjectStore objects)
{
    /// <summary>The base generator with an adapter merged into it, or bare.</summary>
    /// <exception cref="Files.InvalidInputException">A file is damaged, or the adapter is not of this base.</exception>
    public async Task<GeneratorModel> GeneratorAsync(RoundPlan plan, string? adapterKey, CancellationToken cancel) =>
        GeneratorModel.Load(
            await objects.GetFileAsync(plan.GeneratorKey, cancel),
            adapterKey is null ? null : await objects.GetFileAsync(adapterKey, cancel));

    /// <summary>A classifier.</summary>
    /// <exception cref="Files.InvalidInputException">The file is damaged, or not a classifier.</exception>
    public async Task<ClassifierModel> ClassifierAsync(string key, CancellationToken cancel) =>
        ClassifierModel.Load(await objects.GetFileAsync(key, cancel));
}

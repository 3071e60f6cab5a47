using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Reward;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training.Reward;

namespace PathAlign.Standalone.Scoring;

/// <summary>A reward model and what its file says about its ratings.</summary>
internal sealed class LoadedReward : IDisposable
{
    private LoadedReward(string path, RewardModel model)
    {
        Model = model;
        using var file = SafetensorsFile.Open(path);
        Dataset = DatasetHeader.Read(file.Metadata, path, Network.Classes);
        RatingsKey = file.Metadata.GetValueOrDefault("ratings");
        Criteria = file.Metadata.GetValueOrDefault(RewardFile.PairsKey) == "true"
            || Dataset.Criteria.Count != Network.Criteria
            ? []
            : Dataset.Criteria;
        var side = file.Metadata.GetValueOrDefault(RewardFile.SizeKey);
        Size = int.TryParse(side, CultureInfo.InvariantCulture, out var size) ? size : null;
    }

    internal RewardNetwork Network => Model.Network;

    /// <summary>The model with its trunk.</summary>
    internal RewardModel Model { get; }

    /// <summary>The classes that it scores. Files of earlier versions do not name them.</summary>
    internal DatasetDescription Dataset { get; }

    /// <summary>The criteria that it learned; empty if it learned from pairs.</summary>
    internal IReadOnlyList<string> Criteria { get; }

    /// <summary>The side of the images that it learned from; null if the file does not tell.</summary>
    internal int? Size { get; }

    /// <summary>The ratings that it learned from.</summary>
    internal string? RatingsKey { get; }

    /// <summary>Loads a reward model and its trunk.</summary>
    /// <param name="path">The reward model.</param>
    /// <param name="classifier">The option that names the classifier with its trunk, and its value; null to look among
    /// the objects and the shipped weights.</param>
    /// <param name="objects">The objects of the home or the cluster; null if there are none.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <exception cref="InvalidInputException">A file is damaged, or the classifier is not found or another
    /// one.</exception>
    internal static async Task<LoadedReward> LoadAsync(
        string path, (string Option, string? File) classifier, IObjectStore? objects, CancellationToken cancel)
    {
        var trunkKey = RewardFile.TrunkOf(path);
        var trunk = classifier.File ?? await FindAsync(trunkKey, objects, cancel)
            ?? throw new InvalidInputException(
                path,
                "classifier",
                $"expected its classifier {trunkKey} {(objects is null ? "" : "in --home or ")}among the shipped " +
                    $"ones, found none; {classifier.Option} names it");
        if (FileHash.Of(trunk) != ObjectKey.HashOf(trunkKey))
            throw new InvalidInputException(
                trunk, "classifier", $"expected the classifier of the reward model, {trunkKey}, found another one");
        var model = RewardModel.Load(path, trunk);
        try
        {
            return new LoadedReward(path, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => Model.Dispose();

    private static async Task<string?> FindAsync(string key, IObjectStore? objects, CancellationToken cancel)
    {
        if (objects is not null && await objects.ExistsAsync(key, cancel))
            return await objects.GetFileAsync(key, cancel);
        return ShippedModels.WithHash("classifier-", ObjectKey.HashOf(key));
    }
}

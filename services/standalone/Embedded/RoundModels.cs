using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Embedded;

/// <summary>Puts what a round needs into the object store: real tiles, the base generator, the classifier that filters and the one that judges.</summary>
internal sealed class RoundModels(IObjectStore objects, string workFolder)
{
    private const string Phantom = "phantom";

    /// <summary>A plan's keys for a data set; null is the phantom.</summary>
    internal async Task<RoundPlan> PlanAsync(string roundId, string? data, string? generator, Action<string> say, CancellationToken cancel)
    {
        var phantom = data is null or Phantom;
        if (!phantom) _ = TileDatasets.Load(data);   // checked here, where the user can be told
        if (!phantom && Directory.Exists(data)) throw new ArgumentException($"--data: expected a MedMNIST archive or 'phantom' for a round, got the folder '{data}'");
        return new RoundPlan
        {
            RoundId = roundId,
            Data = phantom ? Phantom : await objects.PutFileAsync("data", "npz", data!, cancel),
            DataName = phantom ? PathAlign.Data.Phantom.Create(trainPerClass: 1, validationPerClass: 1, testPerClass: 1).Name : Path.GetFileName(data!),
            GeneratorKey = await objects.PutFileAsync("weights", "safetensors", generator ?? (phantom ? ShippedModels.PhantomGenerator : ShippedModels.Generator), cancel),
            FilterKey = await ClassifierAsync(ShippedModels.Classifier, phantom, say, cancel),
            JudgeKey = await ClassifierAsync(ShippedModels.Judge, phantom, say, cancel),
        };
    }

    /// <summary>The shipped classifiers know real tissue; for the phantom their last layer is fitted anew, once.</summary>
    private async Task<string> ClassifierAsync(string path, bool phantom, Action<string> say, CancellationToken cancel)
    {
        if (!phantom) return await objects.PutFileAsync("weights", "safetensors", path, cancel);
        var tiles = PathAlign.Data.Phantom.Create().Train;
        var fitted = Path.Combine(workFolder, $"phantom-{Fingerprint(path)}.safetensors");
        if (!File.Exists(fitted))
        {
            say($"fitting {Path.GetFileNameWithoutExtension(path)} to the phantom");
            using var model = ClassifierModel.Load(path);
            ClassifierHead.Fit(model, tiles, seed: 0);
            ClassifierModel.Write(fitted, model.Network.Stem, model.Size, model.Network.state_dict().Select(e => (e.Key, e.Value)), new Dictionary<string, string> { ["data"] = Phantom, ["trunk"] = Path.GetFileName(path) });
        }
        return await objects.PutFileAsync("weights", "safetensors", fitted, cancel);
    }

    private static string Fingerprint(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)} {new FileInfo(path).Length}")))[..12];
}

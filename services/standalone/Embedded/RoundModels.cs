using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Puts what a round needs into the object store: real tiles, the base generator, the classifier that filters and the
/// one that judges.
/// </summary>
internal sealed class RoundModels(IObjectStore objects, string workFolder)
{
    /// <summary>
    /// A plan's keys for what the settings name; no data is the phantom, no weights are the shipped ones.
    /// </summary>
    internal async Task<RoundPlan> PlanAsync(RoundSettings settings, Action<string> say, CancellationToken cancel)
    {
        var phantom = settings.Data is null or RoundPlan.Phantom;
        CheckFiles(settings, phantom);
        var plan = new RoundPlan
        {
            RoundId = settings.RoundId(1),
            Data = phantom ? RoundPlan.Phantom : await objects.PutFileAsync("data", "npz", settings.Data!, cancel),
            DataName = phantom
                ? Phantom.Create(trainPerClass: 1, validationPerClass: 1, testPerClass: 1).Name
                : Path.GetFileName(settings.Data!),
            GeneratorKey = await WeightsAsync(
                settings.Generator ?? (phantom ? ShippedModels.PhantomGenerator : ShippedModels.Generator), cancel),
            FilterKey = settings.Filter is { } filter
                ? await WeightsAsync(filter, cancel)
                : await ShippedAsync(ShippedModels.Classifier, phantom, say, cancel),
            JudgeKey = settings.Judge is { } judge
                ? await WeightsAsync(judge, cancel)
                : await ShippedAsync(ShippedModels.Judge, phantom, say, cancel),
        };
        return plan.JudgeKey != plan.FilterKey
            ? plan
            : throw new ArgumentException(
                "--judge: expected another classifier than the one that filters, got the same");
    }

    /// <summary>Reads what the user named: here, where the user can be told, and not in a stage.</summary>
    private static void CheckFiles(RoundSettings settings, bool phantom)
    {
        if (!phantom && Directory.Exists(settings.Data))
            throw new ArgumentException(
                $"--data: expected a MedMNIST archive or 'phantom' for a round, got the folder '{settings.Data}'");
        if (!phantom) _ = TileDatasets.Load(settings.Data);
        if (settings.Generator is { } generator) GeneratorModel.Load(generator).Dispose();
        foreach (var classifier in new[] { settings.Filter, settings.Judge }.OfType<string>())
            ClassifierModel.Load(classifier).Dispose();
    }

    private Task<string> WeightsAsync(string path, CancellationToken cancel) =>
        objects.PutFileAsync("weights", "safetensors", path, cancel);

    /// <summary>
    /// The shipped classifiers know real tissue; for the phantom their last layer is fitted anew, once.
    /// </summary>
    private async Task<string> ShippedAsync(string path, bool phantom, Action<string> say, CancellationToken cancel)
    {
        if (!phantom) return await WeightsAsync(path, cancel);
        var tiles = Phantom.Create().Train;
        var fitted = Path.Combine(workFolder, $"phantom-{Fingerprint(path)}.safetensors");
        if (!File.Exists(fitted))
        {
            say($"fitting {Path.GetFileNameWithoutExtension(path)} to the phantom");
            using var model = ClassifierModel.Load(path);
            ClassifierHead.Fit(model, tiles, seed: 0);
            ClassifierModel.Write(
                fitted,
                model.Network.Stem,
                model.Size,
                model.Network.state_dict().Select(e => (e.Key, e.Value)),
                new Dictionary<string, string> { ["data"] = RoundPlan.Phantom, ["trunk"] = Path.GetFileName(path) });
        }
        return await WeightsAsync(fitted, cancel);
    }

    private static string Fingerprint(string path) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)} {new FileInfo(path).Length}")))[..12];
}

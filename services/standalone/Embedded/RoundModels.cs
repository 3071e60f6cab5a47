using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Text;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Stores the inputs of a round in the object store: real tiles, the base generator, the filter and the judge.
/// </summary>
internal sealed class RoundModels(IObjectStore objects, string workFolder)
{
    /// <summary>
    /// A plan's keys for the files in the settings, and the guidance and finetuning that suit the generator. Default
    /// data: the phantom; default weights: the shipped ones.
    /// </summary>
    internal async Task<RoundPlan> PlanAsync(RoundSettings settings, Action<string> say, CancellationToken cancel)
    {
        var phantom = settings.IsPhantom;
        var data = settings.Tiles;
        var set = settings.Generator is null && phantom
            ? ShippedModels.Phantom
            : ShippedModels.Named(settings.Generator);
        var generator = OfText(set.Generator, data, say);
        var filter = settings.Filter ?? Shipped(set.Classifier, phantom ? data : null, say);
        var judge = settings.Judge ?? Shipped(set.Judge, phantom ? data : null, say);
        var ((strength, low, high), ofLatents) = new RoundFit(data, generator, filter, judge)
            .Check(simulated: settings.People is null);
        var plan = new RoundPlan
        {
            RoundId = settings.RoundId(1),
            Data = phantom ? RoundPlan.Phantom : await DataAsync(settings.Data!, data, cancel),
            DataName = phantom
                ? Phantom.Create(trainPerClass: 1, validationPerClass: 1, testPerClass: 1).Name
                : Path.GetFileName(Path.TrimEndingDirectorySeparator(settings.Data!)),
            Dataset = data.Description,
            GeneratorKey = await WeightsAsync(generator, cancel),
            FilterKey = await WeightsAsync(filter, cancel),
            JudgeKey = await WeightsAsync(judge, cancel),
            Generation = new GenerationPlan { Guidance = strength, GuidanceLow = low, GuidanceHigh = high },
            Evaluation = new EvaluationPlan { Guidance = strength, GuidanceLow = low, GuidanceHigh = high },
        };
        return plan.JudgeKey != plan.FilterKey
            ? ofLatents ? plan.ForLatents() : plan
            : throw new ArgumentException(
                "--judge: expected a classifier other than the filter, got the same one");
    }

    /// <summary>Stores an archive unchanged; packs a folder of images, or the phantom, into an archive first.</summary>
    internal async Task<string> DataAsync(string path, TileDataset data, CancellationToken cancel)
    {
        if (File.Exists(path)) return await objects.PutFileAsync("data", "npz", path, cancel);
        var packed = Path.Combine(workFolder, $"data-{data.ContentHash()[..16]}.npz");
        if (!File.Exists(packed)) MedMnist.Write(packed, data);
        return await objects.PutFileAsync("data", "npz", packed, cancel);
    }

    /// <summary>Stores a file of weights.</summary>
    internal Task<string> WeightsAsync(string path, CancellationToken cancel) =>
        objects.PutFileAsync("weights", "safetensors", path, cancel);

    /// <summary>The generator's file: of a text-to-image model, one is made with the prompts of the data's classes.
    /// </summary>
    private string OfText(string generator, TileDataset data, Action<string> say)
    {
        if (!ModelFolder.IsOne(generator)) return generator;
        using var model = TextToImage.Load(generator);
        var known = model.Dataset is { } own && own.DifferenceFrom(data.Description) is null ? own : data.Description;
        var dataset = known with { Classes = Prompts.Classes(data.Description, model.Dataset) };
        var prompts = string.Join('\n', dataset.Classes.Select(Prompts.Of));
        string Made(string of)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{of} {data.Train.Size}\n{prompts}"));
            return Path.Combine(workFolder, $"text-to-image-{Hex(hash)}.safetensors");
        }
        var (schedule, prediction) = (
            GeneratorExport.ScheduleOf(model.Schedule).Name, GeneratorExport.PredictionOf(model.Schedule));
        var made = Made($"3 {model.Sha256} {schedule} {prediction}");
        if (File.Exists(made)) return made;
        // a round that began with an earlier version goes on with its generator
        if (Directory.Exists(workFolder)
            && Directory.EnumerateFiles(workFolder, "text-to-image-*").Any()
            && Made($"2 {model.EarlierSha256}") is var earlier && File.Exists(earlier))
            return earlier;
        say($"making a generator of {Path.GetFileName(Path.TrimEndingDirectorySeparator(generator))} and its prompts");
        GeneratorExport.Write(model, dataset, data.Train.Size, made);
        return made;
    }

    /// <summary>
    /// The shipped classifiers know real tissue; for the phantom, their last layer is trained again, once.
    /// </summary>
    private string Shipped(string path, TileDataset? phantom, Action<string> say)
    {
        if (phantom is null) return path;
        var fitted = Path.Combine(workFolder, $"phantom-{Fingerprint(path)}.safetensors");
        if (File.Exists(fitted)) return fitted;
        using var model = ClassifierModel.Load(path);
        if (Phantom.Description.DifferenceFrom(model.Dataset) is { } difference)
            throw new InvalidInputException("--data", "the phantom", $"{difference}; name data that has these classes");
        say($"fitting {Path.GetFileNameWithoutExtension(path)} to the phantom");
        ClassifierHead.Fit(model, phantom.Train, seed: 0);
        ClassifierModel.Write(
            fitted,
            model.Network.Stem,
            model.Size,
            Phantom.Description,
            model.Network.state_dict().Select(e => (e.Key, e.Value)),
            new Dictionary<string, string> { ["data"] = RoundPlan.Phantom, ["trunk"] = Path.GetFileName(path) });
        return fitted;
    }

    private static string Fingerprint(string path) =>
        Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFileName(path)} {new FileInfo(path).Length}")))[..12];

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}

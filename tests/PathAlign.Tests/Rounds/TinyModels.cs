using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using PathAlign.Training.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Rounds;

/// <summary>Real tiles and untrained networks, just large enough for a round to pass through all its stages.</summary>
internal static class TinyModels
{
    private const int TrainPerClass = 6;

    /// <summary>An archive of the phantom's tiles.</summary>
    internal static string WriteData(string path)
    {
        MedMnist.Write(path, Phantom.Create(trainPerClass: TrainPerClass, validationPerClass: 1, testPerClass: 1));
        return path;
    }

    internal static string WriteGenerator(string path)
    {
        using var network = new UNet(
            new UNetConfig(Size: 28, Channels: [8, 16], AttentionLevels: [], Dropout: 0)).Drawn(new torch.Generator(1));
        ModelWeights.Save(path, network, new Dictionary<string, string>
        {
            ["kind"] = "generator",
            ["network"] = network.Config.ToJson(),
            ["schedule"] = "cosine",
            ["prediction"] = nameof(Prediction.V),
        });
        return path;
    }

    internal static string WriteClassifier(string path, ulong seed, int size = 28)
    {
        using var network = new ResNet18(DatasetDescription.Colorectal.Classes.Count).Drawn(new torch.Generator(seed));
        ClassifierModel.Write(
            path,
            network.Stem,
            size,
            DatasetDescription.Colorectal,
            network.state_dict().Select(e => (e.Key, e.Value)),
            new Dictionary<string, string>());
        return path;
    }
}

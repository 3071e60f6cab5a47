using System.Security.Cryptography;
using PathAlign.Files;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;

namespace PathAlign.Generator.Sampling;

/// <summary>A trained generator as it stands in a weight file.</summary>
/// <param name="Network">The network, in eval mode.</param>
/// <param name="Schedule">Its noise schedule.</param>
/// <param name="Prediction">What it predicts.</param>
/// <param name="Sha256">The file's hash, for provenance.</param>
public sealed record GeneratorModel(UNet Network, NoiseSchedule Schedule, Prediction Prediction, string Sha256) : IDisposable
{
    /// <exception cref="InvalidInputException">No generator, or one whose tensors do not fit its shape.</exception>
    public static GeneratorModel Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        string Require(string name) => file.Metadata.TryGetValue(name, out var text) ? text : throw new InvalidInputException(path, "__metadata__", $"expected '{name}' of a generator, found none");
        if (Require("kind") != "generator") throw new InvalidInputException(path, "__metadata__", $"expected a generator, found kind '{file.Metadata["kind"]}'");
        try
        {
            if (!Enum.TryParse<Prediction>(Require("prediction"), out var prediction)) throw new ArgumentException($"prediction: expected V or Epsilon, got '{file.Metadata["prediction"]}'");
            var network = new UNet(UNetConfig.FromJson(Require("network")));
            ModelWeights.Load(file, path, network);
            network.eval();
            using var bytes = File.OpenRead(path);
            return new GeneratorModel(network, NoiseSchedule.Parse(Require("schedule")), prediction, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException(path, "__metadata__", error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

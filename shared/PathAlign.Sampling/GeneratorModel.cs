using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;

namespace PathAlign.Sampling;

/// <summary>A trained generator as it stands in a weight file.</summary>
/// <param name="Network">The network, in eval mode.</param>
/// <param name="Schedule">Its noise schedule.</param>
/// <param name="Prediction">What it predicts.</param>
/// <param name="Dataset">What it draws.</param>
/// <param name="Sha256">The file's hash, for provenance.</param>
/// <param name="AdapterSha256">The hash of the adapter's file that is merged into the network; null for the bare
/// base.</param>
/// <param name="Space">The space of latents that it draws in; null for pixels.</param>
public sealed record GeneratorModel(
    UNet Network,
    NoiseSchedule Schedule,
    Prediction Prediction,
    DatasetDescription Dataset,
    string Sha256,
    string? AdapterSha256 = null,
    LatentSpace? Space = null) : IDisposable
{
    /// <summary>Height and width of an image, in pixels.</summary>
    public int Size => Diffusion.Size;

    /// <summary>What turns noise into images.</summary>
    public DiffusionModel Diffusion => new(Network, Schedule, Prediction, Space);

    /// <summary>Reads a generator, and merges an adapter into it when one is named.</summary>
    /// <exception cref="InvalidInputException">No generator, or one whose tensors do not fit its shape; no adapter, or
    /// one of another base.</exception>
    public static GeneratorModel Load(string path, string? adapterPath = null)
    {
        var model = LoadBase(path);
        if (adapterPath is null) return model;
        try
        {
            AdapterFile.MergeInto(model, adapterPath);
            return model with { AdapterSha256 = FileHash.Of(adapterPath) };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static GeneratorModel LoadBase(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var header = new WeightHeader(file, path, "a generator");
        header.RequireKind("generator");
        try
        {
            if (!Enum.TryParse<Prediction>(header.Require("prediction"), out var prediction))
                throw new ArgumentException($"prediction: expected V or Epsilon, got '{file.Metadata["prediction"]}'");
            var network = new UNet(UNetConfig.FromJson(header.Require("network")));
            var dataset = DatasetHeader.Read(file.Metadata, path, network.Config.Classes);
            var space = LatentSpaceFile.Shape(file.Metadata);
            ModelWeights.Load(
                file,
                path,
                network.state_dict().Select(e => (e.Key, e.Value)).Concat(LatentSpaceFile.Tensors(space)),
                exact: true);
            network.eval();
            space?.Codec.Network.eval();
            return new GeneratorModel(
                network,
                NoiseSchedule.Parse(header.Require("schedule")),
                prediction,
                dataset,
                FileHash.Of(path),
                Space: space);
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException(path, "__metadata__", error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        Space?.Dispose();
    }
}

using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;

namespace PathAlign.Sampling;

/// <summary>A trained generator, read from a weight file.</summary>
/// <param name="Network">The network, in eval mode.</param>
/// <param name="Schedule">The noise schedule that it was trained with.</param>
/// <param name="Prediction">What the network predicts.</param>
/// <param name="Dataset">The description of its data set.</param>
/// <param name="Sha256">The file's SHA-256, for provenance.</param>
/// <param name="AdapterSha256">SHA-256 of the adapter file that is merged into the network; null for the bare
/// base.</param>
/// <param name="Space">The network's latent space; null for pixels.</param>
/// <param name="TextModelSha256">Hash of the text-to-image model whose network this is, without adapters; null for any
/// other generator.</param>
public sealed record GeneratorModel(
    DenoisingNetwork Network,
    NoiseSchedule Schedule,
    Prediction Prediction,
    DatasetDescription Dataset,
    string Sha256,
    string? AdapterSha256 = null,
    LatentSpace? Space = null,
    string? TextModelSha256 = null) : IDisposable
{
    /// <summary>The keys, in the header of a text-to-image model's generator, of the model and its adapters.</summary>
    public const string BaseModelKey = "base_sha256", AdaptersKey = "adapters";

    /// <summary>Height and width of an image, in pixels.</summary>
    public int Size => Diffusion.Size;

    /// <summary>The parts that turn noise into images.</summary>
    public DiffusionModel Diffusion => new(Network, Schedule, Prediction, Space);

    /// <summary>Reads a generator and, if an adapter is given, merges the adapter into it.</summary>
    /// <exception cref="InvalidInputException">The file is no generator, or its tensors do not fit its shape; or the
    /// adapter is invalid or has another base.</exception>
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
            if (!Enum.TryParse<Prediction>(header.Require("prediction"), out var prediction)
                || $"{prediction}" != header.Require("prediction"))   // a number is parsed too
                throw new ArgumentException($"prediction: expected V or Epsilon, got '{file.Metadata["prediction"]}'");
            var network = DenoisingNetworks.FromJson(header.Require("network"));
            var dataset = DatasetHeader.Read(file.Metadata, path, network.Classes);
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
                Space: space,
                TextModelSha256: file.Metadata.GetValueOrDefault(AdaptersKey) == ""
                    ? file.Metadata.GetValueOrDefault(BaseModelKey)
                    : null);
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

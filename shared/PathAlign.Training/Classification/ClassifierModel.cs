using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Classifier;
using PathAlign.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Classification;

/// <summary>A trained classifier, read from a weight file.</summary>
/// <param name="Network">The network, in eval mode.</param>
/// <param name="Size">Side of the tiles that it was trained on, in pixels.</param>
/// <param name="Dataset">The description of its data set.</param>
public sealed record ClassifierModel(ResNet18 Network, int Size, DatasetDescription Dataset) : IDisposable
{
    /// <summary>Reads a classifier.</summary>
    /// <exception cref="InvalidInputException">The file is no classifier, or its tensors do not fit.</exception>
    public static ClassifierModel Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var header = new WeightHeader(file, path, "a classifier");
        header.RequireKind("classifier");
        var shape = header.Require("network").Split('/');
        if (shape is not ["resnet18", var name] || !Enum.TryParse<ResNetStem>(name, out var stem)
            || $"{stem}" != name)   // a number is parsed too
            throw new InvalidInputException(
                path,
                "__metadata__",
                $"expected a network resnet18/Small or resnet18/Torchvision, found '{file.Metadata["network"]}'");
        if (!int.TryParse(header.Require("size"), CultureInfo.InvariantCulture, out var size) || size is < 8 or > 1024)
            throw new InvalidInputException(
                path, "__metadata__", $"expected a size of 8 to 1024 pixels, found '{file.Metadata["size"]}'");
        var dataset = DatasetHeader.Read(file.Metadata, path, classes: null);
        var network = new ResNet18(dataset.Classes.Count, stem);
        ModelWeights.Load(file, path, network);
        network.eval();
        return new ClassifierModel(network, size, dataset);
    }

    /// <summary>Checks that it is for tiles of these classes and this side in pixels.</summary>
    /// <param name="dataset">The tiles' description.</param>
    /// <param name="size">The tiles' side in pixels.</param>
    /// <param name="option">The option that names another classifier.</param>
    /// <exception cref="InvalidInputException">Classes or sizes differ.</exception>
    public void RequireFor(DatasetDescription dataset, int size, string option)
    {
        DatasetHeader.RequireSame(Dataset, dataset, option);
        if (Size != size)
            throw new InvalidInputException(
                option, "size", $"expected a classifier for tiles of {size} px, found one for {Size} px");
    }

    /// <summary>
    /// Writes a classifier in half precision. It is only used for inference, and the file is half as large to download.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stem">The network's first layers.</param>
    /// <param name="size">Side of the tiles that it was trained on, in pixels.</param>
    /// <param name="dataset">The description of its data set.</param>
    /// <param name="tensors">The network's state.</param>
    /// <param name="lineage">The classifier's origin.</param>
    public static void Write(
        string path,
        ResNetStem stem,
        int size,
        DatasetDescription dataset,
        IEnumerable<(string name, Tensor tensor)> tensors,
        IReadOnlyDictionary<string, string> lineage)
    {
        var metadata = new Dictionary<string, string>(lineage)
        {
            ["kind"] = "classifier",
            ["network"] = $"resnet18/{stem}",
            [DatasetHeader.Key] = DatasetHeader.Text(dataset),
            ["size"] = size.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsWriter.Write(path, ModelWeights.ExportHalf(tensors), metadata);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

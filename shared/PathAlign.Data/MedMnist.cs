using System.Buffers.Binary;
using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>
/// Reads and writes MedMNIST archives: <c>{train,val,test}_images</c> uint8 N×S×S×3, or grey N×S×S and N×S×S×1, and
/// <c>{train,val,test}_labels</c> N×1.
/// </summary>
public static class MedMnist
{
    private const int LeastSize = TileSet.LeastSize, MostSize = TileSet.MostSize, Channels = 3;

    /// <summary>Reads an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="description">Its classes. Null takes the description file next to the archive; without such a file,
    /// the known data set of that file name; for an unknown name, numbered classes.</param>
    /// <exception cref="InvalidInputException">The archive is missing or breaks a rule.</exception>
    public static TileDataset Load(string path, DatasetDescription? description = null)
    {
        var arrays = Npz.Read(path);
        var (train, validation, test) = (
            Split(arrays, path, "train"), Split(arrays, path, "val"), Split(arrays, path, "test"));
        if (train.Count == 0)
            throw new InvalidInputException(path, "train_images", "expected at least one training tile, found none");
        if (train.Size != validation.Size || train.Size != test.Size)
            throw new InvalidInputException(
                path,
                "images",
                $"expected one size in all splits, found {train.Size}, {validation.Size} and {test.Size}");
        description ??= DescriptionFile.Find(DescriptionFile.Beside(path)) ?? KnownDatasets.ByFileName(path);
        description ??= DatasetDescription.Numbered(
            1 + new[] { train, validation, test }.SelectMany(s => s.Labels).Max());
        var name = $"{Path.GetFileName(path)} ({train.Count}/{validation.Count}/{test.Count} tiles of {train.Size} px)";
        var data = new TileDataset(name, description, train, validation, test, Synthetic: false);
        foreach (var (split, tiles) in data.Splits) CheckLabels(tiles, split, description, path);
        return data;
    }

    /// <summary>Writes a data set as a MedMNIST archive, with three channels.</summary>
    public static void Write(string path, TileDataset data)
    {
        var arrays = new Dictionary<string, NpyArray>();
        foreach (var (split, tiles) in data.Splits)
        {
            arrays[$"{split}_images"] = new NpyArray("u1", [tiles.Count, tiles.Size, tiles.Size, 3], tiles.Pixels);
            var labels = new byte[2 * tiles.Count];
            for (var i = 0; i < tiles.Count; i++)
                BinaryPrimitives.WriteInt16LittleEndian(labels.AsSpan(2 * i), (short)tiles.Labels[i]);
            arrays[$"{split}_labels"] = new NpyArray("i2", [tiles.Count, 1], labels);
        }
        Npz.Write(path, arrays);
    }

    private static TileSet Split(IReadOnlyDictionary<string, NpyArray> arrays, string path, string split)
    {
        var images = Array(arrays, path, $"{split}_images");
        if (images.Dtype != "u1" || !IsSquare(images.Shape, out var size, out var grey))
            throw new InvalidInputException(
                path,
                $"{split}_images",
                $"expected uint8 N×S×S×3, N×S×S×1 or N×S×S with S from {LeastSize} to {MostSize}, found " +
                    $"{images.Dtype} {string.Join('×', images.Shape)}");
        var (labels, count) = (Array(arrays, path, $"{split}_labels"), images.Shape[0]);
        if (labels.Dtype[0] is not ('u' or 'i') || labels.Shape is not ([_] or [_, 1]) || labels.Shape[0] != count)
            throw new InvalidInputException(
                path,
                $"{split}_labels",
                $"expected {count} whole numbers, found {labels.Dtype} {string.Join('×', labels.Shape)}");
        if (grey && images.Data.Length > System.Array.MaxLength / Channels)
            throw new InvalidInputException(
                path,
                $"{split}_images",
                $"expected at most {System.Array.MaxLength / Channels} grey pixels, found {images.Data.Length}");
        return new TileSet(
            size,
            grey ? Coloured(images.Data) : images.Data,
            [.. Enumerable.Range(0, count).Select(i => Label(labels, i, path, split))]);
    }

    private static bool IsSquare(IReadOnlyList<int> shape, out int size, out bool grey)
    {
        size = shape.Count > 1 ? shape[1] : 0;
        grey = shape.Count == 3 || (shape.Count == 4 && shape[3] == 1);
        return (grey || (shape.Count == 4 && shape[3] == 3))
            && shape[1] == shape[2]
            && size is >= LeastSize and <= MostSize;
    }

    /// <summary>Copies grey values to red, green and blue.</summary>
    private static byte[] Coloured(byte[] grey)
    {
        var pixels = new byte[grey.Length * Channels];
        for (var i = 0; i < grey.Length; i++) pixels.AsSpan(Channels * i, Channels).Fill(grey[i]);
        return pixels;
    }

    private static int Label(NpyArray labels, int index, string path, string split)
    {
        var element = labels.Data.AsSpan(index * labels.ElementSize, labels.ElementSize);
        long label = labels.ElementSize switch
        {
            1 => labels.Dtype == "i1" ? (sbyte)element[0] : element[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(element),
            4 => BinaryPrimitives.ReadInt32LittleEndian(element),
            _ => BinaryPrimitives.ReadInt64LittleEndian(element),
        };
        return label is >= 0 and < DatasetDescription.MaxClasses
            ? (int)label
            : throw Misnumbered(path, split, index, DatasetDescription.MaxClasses, label);
    }

    private static void CheckLabels(TileSet tiles, string split, DatasetDescription description, string path)
    {
        var stray = System.Array.FindIndex(tiles.Labels, label => label >= description.Classes.Count);
        if (stray >= 0) throw Misnumbered(path, split, stray, description.Classes.Count, tiles.Labels[stray]);
    }

    private static InvalidInputException Misnumbered(string path, string split, int index, int classes, long label) =>
        new(path, $"{split}_labels[{index}]", $"expected a label from 0 to {classes - 1}, found {label}");

    private static NpyArray Array(IReadOnlyDictionary<string, NpyArray> arrays, string path, string name) =>
        arrays.TryGetValue(name, out var array)
        ? array
        : throw new InvalidInputException(
            path,
            "archive",
            $"expected an array '{name}', found " +
                $"{(arrays.Count == 0 ? "none" : string.Join(", ", arrays.Keys.Take(8)))}");
}

using System.Buffers.Binary;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>
/// Reads MedMNIST's archives: <c>{train,val,test}_images</c> uint8 N×S×S×3 and <c>{train,val,test}_labels</c> N×1.
/// </summary>
public static class MedMnist
{
    private static readonly int[] Sizes = [28, 64, 128, 224];

    /// <exception cref="InvalidInputException">No such archive, or one that breaks a rule.</exception>
    public static TileDataset Load(string path)
    {
        var arrays = Npz.Read(path);
        var (train, validation, test) = (
            Split(arrays, path, "train"), Split(arrays, path, "val"), Split(arrays, path, "test"));
        if (train.Size != validation.Size || train.Size != test.Size)
            throw new InvalidInputException(
                path,
                "images",
                $"expected one size in all splits, found {train.Size}, {validation.Size} and {test.Size}");
        var name = $"{Path.GetFileName(path)} ({train.Count}/{validation.Count}/{test.Count} tiles of {train.Size} px)";
        return new TileDataset(name, train, validation, test, Synthetic: false);
    }

    private static TileSet Split(IReadOnlyDictionary<string, NpyArray> arrays, string path, string split)
    {
        var images = Array(arrays, path, $"{split}_images");
        if (
            images.Dtype != "u1"
                || images.Shape is not [var count, var height, var width, 3]
                || height != width
                || !Sizes.Contains(height))
            throw new InvalidInputException(
                path,
                $"{split}_images",
                $"expected uint8 N×S×S×3 with S of {string.Join(", ", Sizes)}, found {images.Dtype} " +
                    $"{string.Join('×', images.Shape)}");
        var labels = Array(arrays, path, $"{split}_labels");
        if (labels.Dtype[0] is not ('u' or 'i') || labels.Shape is not ([_] or [_, 1]) || labels.Shape[0] != count)
            throw new InvalidInputException(
                path,
                $"{split}_labels",
                $"expected {count} whole numbers, found {labels.Dtype} {string.Join('×', labels.Shape)}");
        return new TileSet(
            height, images.Data, [.. Enumerable.Range(0, count).Select(i => Label(labels, i, path, split))]);
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
        return label >= 0 && label < TissueClasses.All.Count
            ? (int)label
            : throw new InvalidInputException(
                path,
                $"{split}_labels[{index}]",
                $"expected a label from 0 to {TissueClasses.All.Count - 1}, found {label}");
    }

    private static NpyArray Array(IReadOnlyDictionary<string, NpyArray> arrays, string path, string name) =>
        arrays.TryGetValue(name, out var array)
        ? array
        : throw new InvalidInputException(
            path,
            "archive",
            $"expected an array '{name}', found " +
                $"{(arrays.Count == 0 ? "none" : string.Join(", ", arrays.Keys.Take(8)))}");
}

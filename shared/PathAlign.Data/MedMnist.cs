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
        using var archive = NpzReader.Open(path);
        var (train, validation, test) = (
            Split(archive, path, "train"), Split(archive, path, "val"), Split(archive, path, "test"));
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
    public static void Write(string path, TileDataset data) => NpzWriter.Write(
        path, data.Splits.SelectMany(s => (NpzEntry[])[Images(s.name, s.tiles), Labels(s.name, s.tiles)]));

    private static NpzEntry Images(string split, TileSet tiles) => new(
        $"{split}_images",
        new NpyHeader("u1", [tiles.Count, tiles.Size, tiles.Size, Channels]),
        stream =>
        {
            for (var i = 0; i < tiles.Count; i++) stream.Write(tiles.Tile(i));
        });

    private static NpzEntry Labels(string split, TileSet tiles)
    {
        var labels = new byte[2 * tiles.Count];
        for (var i = 0; i < tiles.Count; i++)
            BinaryPrimitives.WriteInt16LittleEndian(labels.AsSpan(2 * i), (short)tiles.Labels[i]);
        return new NpyArray("i2", [tiles.Count, 1], labels).Named($"{split}_labels");
    }

    private static TileSet Split(NpzReader archive, string path, string split) =>
        archive.Read($"{split}_images", images => Tiles(images).ToSet(
            Labels(archive, path, split, images.Header.Shape[0])));

    private static TileSetWriter Tiles(NpyContent images)
    {
        var (dtype, shape) = (images.Header.Dtype, images.Header.Shape);
        if (dtype != "u1" || !IsSquare(shape, out var size, out var grey))
            throw images.Refusal(
                $"expected uint8 N×S×S×3, N×S×S×1 or N×S×S with S from {LeastSize} to {MostSize}, found " +
                    $"{dtype} {string.Join('×', shape)}");
        if ((long)shape[0] * size * size * Channels > NpyHeader.MaxBytes)
            throw images.Refusal($"expected at most {NpyHeader.MaxBytes} bytes with three channels");
        var tiles = new TileSetWriter(size, shape[0]);
        var stored = images.Header.Fortran ? images.ToArray().Data : null;
        var bytes = new byte[size * size * (grey ? 1 : Channels)];
        for (var i = 0; i < shape[0]; i++)
        {
            if (stored is null) images.Fill(bytes);
            else stored.AsSpan(i * bytes.Length, bytes.Length).CopyTo(bytes);
            tiles.Add(grey ? Coloured(bytes) : bytes);
        }
        return tiles;
    }

    private static int[] Labels(NpzReader archive, string path, string split, int count)
    {
        var labels = archive.Read($"{split}_labels");
        if (labels.Shape is [_, > 1])
            throw new InvalidInputException(
                path,
                $"{split}_labels",
                $"expected one label for each image, found {labels.Shape[1]}, as ChestMNIST has");
        if (labels.Dtype[0] is not ('u' or 'i') || labels.Shape is not ([_] or [_, 1]) || labels.Shape[0] != count)
            throw new InvalidInputException(
                path,
                $"{split}_labels",
                $"expected {count} whole numbers, found {labels.Dtype} {string.Join('×', labels.Shape)}");
        return [.. Enumerable.Range(0, count).Select(i => Label(labels, i, path, split))];
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
}

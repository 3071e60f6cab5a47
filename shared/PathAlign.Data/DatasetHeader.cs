using System.Text;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>The data set's description in the metadata of a weight file.</summary>
public static class DatasetHeader
{
    /// <summary>The key it stands under.</summary>
    public const string Key = "dataset";

    private const string Codes = "classes";

    /// <summary>The description as metadata.</summary>
    public static string Text(DatasetDescription description) =>
        Encoding.UTF8.GetString(ContractJson.Write(description));

    /// <summary>
    /// What a weight file's metadata says. Files that were written before descriptions travelled name codes or nothing:
    /// nine classes without names are the colorectal ones.
    /// </summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="classes">How many classes the network has; null takes what the header says.</param>
    /// <exception cref="InvalidInputException">No such description, or one of another number of classes.</exception>
    public static DatasetDescription Read(IReadOnlyDictionary<string, string> metadata, string path, int? classes)
    {
        var description = metadata.TryGetValue(Key, out var json) ? Parse(json, path) : Older(metadata, classes);
        InputRules.Check(description, path);
        if (classes is { } expected && description.Classes.Count != expected)
            throw new InvalidInputException(
                path,
                "__metadata__",
                $"expected the names of the network's {expected} classes, found {description.Classes.Count}");
        return description;
    }

    /// <summary>Refuses what is of other classes, or of the same in another order.</summary>
    /// <param name="found">The classes of what was read.</param>
    /// <param name="expected">The classes that it has to have.</param>
    /// <param name="source">What was read, for the message.</param>
    /// <exception cref="InvalidInputException">They differ.</exception>
    public static void RequireSame(DatasetDescription found, DatasetDescription expected, string source)
    {
        if (found.DifferenceFrom(expected) is { } difference)
            throw new InvalidInputException(source, "classes", difference);
    }

    private static DatasetDescription Parse(string json, string path)
    {
        try
        {
            return ContractJson.Read<DatasetDescription>(Encoding.UTF8.GetBytes(json), path);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, $"__metadata__, '{Key}'", error.Message);
        }
    }

    private static DatasetDescription Older(IReadOnlyDictionary<string, string> metadata, int? classes)
    {
        var colorectal = DatasetDescription.Colorectal;
        if (metadata.TryGetValue(Codes, out var text) && text.Split(',') is { Length: > 1 } codes)
            return colorectal.Codes.SequenceEqual(codes) ? colorectal : DatasetDescription.Of(codes);
        return classes is null || classes == colorectal.Classes.Count
            ? colorectal
            : DatasetDescription.Numbered(classes.Value);
    }
}

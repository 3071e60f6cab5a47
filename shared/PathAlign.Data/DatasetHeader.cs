using System.Text;
using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>The data set's description in the metadata of a weight file.</summary>
public static class DatasetHeader
{
    /// <summary>The metadata key of the description.</summary>
    public const string Key = "dataset";

    private const string Codes = "classes";

    /// <summary>Writes the description as metadata text, in JSON.</summary>
    public static string Text(DatasetDescription description) =>
        Encoding.UTF8.GetString(ContractJson.Write(description));

    /// <summary>
    /// Reads the description from a weight file's metadata. Older files hold class codes or nothing: without codes,
    /// nine classes are taken as the colorectal ones, and another number of classes gets numbers as names.
    /// </summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="classes">Number of the network's classes; null accepts the number in the metadata.</param>
    /// <exception cref="InvalidInputException">The description is invalid, or has another number of
    /// classes.</exception>
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

    /// <summary>Checks that two descriptions have the same classes in the same order.</summary>
    /// <param name="found">The classes that were read.</param>
    /// <param name="expected">The required classes.</param>
    /// <param name="source">The file or plan that was read, for errors.</param>
    /// <exception cref="InvalidInputException">The classes or their order differ.</exception>
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

using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Datasets;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>
/// A data set's description: <c>dataset.json</c> in the folder of images, <c>NAME.json</c> next to NAME.npz, or a text
/// file with one class per line.
/// </summary>
public static class DescriptionFile
{
    /// <summary>The file name of a description in a folder of images.</summary>
    public const string InFolder = "dataset.json";

    private const int MaxBytes = 1 << 20;

    /// <summary>The path of an archive's description.</summary>
    public static string Beside(string archive) => Path.ChangeExtension(archive, ".json");

    /// <summary>Reads a description: JSON, or text lines of a code, a space and a name.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is too large, or breaks a rule.</exception>
    public static DatasetDescription Read(string path)
    {
        InputFile.Require(path, "a description", MaxBytes);
        try
        {
            var description = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? ContractJson.Read<DatasetDescription>(File.ReadAllBytes(path), path)
                : Lines(File.ReadAllLines(path));
            return InputRules.Check(description, path);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, "description", error.Message);
        }
    }

    /// <summary>Reads the description if the file exists; null otherwise.</summary>
    /// <exception cref="InvalidInputException">The description breaks a rule.</exception>
    public static DatasetDescription? Find(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>Writes a description.</summary>
    public static void Write(string path, DatasetDescription description) =>
        AtomicFile.Write(path, ContractJson.Write(description));

    private static DatasetDescription Lines(string[] lines) => new()
    {
        Classes =
        [
            .. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split((char[]?)null, 2, StringSplitOptions.TrimEntries))
                .Select(parts => new ImageClass { Code = parts[0], Name = parts[^1] })
        ],
    };
}

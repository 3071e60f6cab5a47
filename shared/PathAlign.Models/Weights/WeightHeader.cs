using PathAlign.Files;

namespace PathAlign.Models.Weights;

/// <summary>Reads the metadata texts of a weight file.</summary>
/// <param name="file">The file.</param>
/// <param name="path">The file's path, for errors.</param>
/// <param name="owner">The expected kind of file with its article, for errors: "a generator".</param>
public sealed class WeightHeader(SafetensorsFile file, string path, string owner)
{
    /// <summary>The metadata text of a name.</summary>
    /// <exception cref="InvalidInputException">The metadata have no such text.</exception>
    public string Require(string name) =>
        file.Metadata.TryGetValue(name, out var text)
            ? text
            : throw new InvalidInputException(path, "__metadata__", $"expected '{name}' of {owner}, found none");

    /// <summary>Checks the kind of the weights.</summary>
    /// <exception cref="InvalidInputException">The metadata name another kind, or none.</exception>
    public void RequireKind(string kind)
    {
        if (Require("kind") is var found && found != kind)
            throw new InvalidInputException(path, "__metadata__", $"expected {owner}, found kind '{found}'");
    }
}

using PathAlign.Files;

namespace PathAlign.Models.Weights;

/// <summary>The texts in the header of a weight file, which say what its tensors are.</summary>
/// <param name="file">The file.</param>
/// <param name="path">Where it lies, for messages.</param>
/// <param name="owner">Whose header it is, with its article, for messages: "a generator".</param>
public sealed class WeightHeader(SafetensorsFile file, string path, string owner)
{
    /// <summary>A text of the header.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public string Require(string name) =>
        file.Metadata.TryGetValue(name, out var text)
            ? text
            : throw new InvalidInputException(path, "__metadata__", $"expected '{name}' of {owner}, found none");

    /// <summary>Refuses the weights of something else.</summary>
    /// <exception cref="InvalidInputException">The header names another kind, or none.</exception>
    public void RequireKind(string kind)
    {
        if (Require("kind") is var found && found != kind)
            throw new InvalidInputException(path, "__metadata__", $"expected {owner}, found kind '{found}'");
    }
}

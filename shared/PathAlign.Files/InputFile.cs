namespace PathAlign.Files;

/// <summary>Checks files from outside before they are read into memory.</summary>
public static class InputFile
{
    /// <summary>Rejects a file that is missing or too large.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be, with its article, for the error: "a description".</param>
    /// <param name="maxBytes">The maximum size, in bytes.</param>
    /// <exception cref="InvalidInputException">The file is missing or larger.</exception>
    public static void Require(string path, string expected, long maxBytes)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidInputException(path, "file", $"expected {expected}, found none");
        if (file.Length > maxBytes)
            throw new InvalidInputException(
                path, "file", $"expected at most {maxBytes} bytes, found {file.Length}");
    }

    /// <summary>Reads a text file.</summary>
    /// <inheritdoc cref="Require"/>
    public static string Text(string path, string expected, long maxBytes)
    {
        Require(path, expected, maxBytes);
        return File.ReadAllText(path);
    }
}

using System.Text.RegularExpressions;
using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>
/// Finds the group (patient, slide) of a file in its path: the match of the pattern's first parentheses, or else the
/// whole match.
/// </summary>
internal sealed class GroupPattern
{
    private const string Option = "--group";
    private readonly Regex _pattern;

    /// <exception cref="InvalidInputException">The pattern is not a regular expression.</exception>
    internal GroupPattern(string pattern)
    {
        try
        {
            _pattern = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException error)
        {
            throw new InvalidInputException(Option, $"'{pattern}'", $"expected a regular expression: {error.Message}");
        }
    }

    /// <exception cref="InvalidInputException">The pattern does not match the path: the file's group is unknown, so the
    /// group could be in two splits.</exception>
    internal SourceFile Apply(SourceFile file)
    {
        if (file.Skipped is not null || file.Group is not null) return file;
        try
        {
            var match = _pattern.Match(file.Name);
            var group = match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
            return match.Success && group.Length > 0
                ? file with { Group = group }
                : throw new InvalidInputException(file.Name, Option, $"expected a path that '{_pattern}' matches");
        }
        catch (RegexMatchTimeoutException)
        {
            throw new InvalidInputException(file.Name, Option, $"'{_pattern}' takes over a second on this path");
        }
    }
}

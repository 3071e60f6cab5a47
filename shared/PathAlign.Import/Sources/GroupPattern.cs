using System.Text.RegularExpressions;
using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>
/// Takes the group (patient, slide) of a file from its path: what the pattern's first parentheses match, or all that it
/// matches.
/// </summary>
internal sealed class GroupPattern
{
    private const string Option = "--group";
    private readonly Regex _pattern;

    /// <exception cref="InvalidInputException">No regular expression.</exception>
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

    /// <exception cref="InvalidInputException">A path that the pattern does not match: its group is unknown, so that
    /// it could lie in two splits.</exception>
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

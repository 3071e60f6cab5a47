using System.Text.RegularExpressions;

namespace PathAlign.Contracts;

/// <summary>The form of names: of rounds, raters and criteria.</summary>
public static partial class NameRule
{
    /// <summary>1 to 64 lower-case letters, digits and hyphens; the first is no hyphen. Without anchors.</summary>
    public const string Pattern = "[a-z0-9][a-z0-9-]{0,63}";

    /// <summary>Whether the text is a valid name.</summary>
    public static bool IsName(string? text) => text is not null && Expression().IsMatch(text);

    [GeneratedRegex($@"\A{Pattern}\z")]
    private static partial Regex Expression();
}

using System.Text;
using System.Text.RegularExpressions;
using ADRaffy.ENSNormalize;

namespace PathAlign.StableDiffusion.Text;

/// <summary>What CLIP's tokenizer does to a text before it looks for pieces of words.</summary>
internal static partial class ClipText
{
    /// <summary>
    /// Splits into short English endings, runs of letters, single digits, and runs of other symbols; white space is
    /// left out. Letters outside the Basic Multilingual Plane count as symbols.
    /// </summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    internal static partial Regex Words();

    /// <summary>
    /// NFC, each run of white space one space, lower case: the order of the CLIP tokenizer of the tokenizers library.
    /// Unpaired surrogates become U+FFFD.
    /// </summary>
    internal static string Normalized(string text)
    {
        var valid = string.Concat(text.EnumerateRunes());
        // string.Normalize does nothing where globalization is invariant
        var composed = Ascii.IsValid(valid) ? valid : ENSNormalize.NF.NFC(valid);
        // the one letter whose lower case has two characters, which ToLowerInvariant leaves as it is
        return WhiteSpace().Replace(composed, " ").Replace("İ", "i\u0307").ToLowerInvariant();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}

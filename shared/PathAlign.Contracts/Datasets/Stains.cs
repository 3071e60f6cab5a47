using System.Text.RegularExpressions;

namespace PathAlign.Contracts.Datasets;

/// <summary>The kind of a stain by its name in a data set's description.</summary>
public static partial class Stains
{
    /// <summary>Names that are known, for messages.</summary>
    public const string Known =
        "H&E, or a Giemsa-type stain: Giemsa, Wright, May-Grünwald, Leishman, Jenner, Pappenheim, Diff-Quik, " +
            "Romanowsky";

    /// <summary>
    /// The kind of a stain; null for the name of another one. Data that names no stain counts as tissue in haematoxylin
    /// and eosin, like the data of versions that had no names of stains.
    /// </summary>
    public static StainKind? KindOf(string? stain)
    {
        if (string.IsNullOrWhiteSpace(stain) || Tissue().IsMatch(stain)) return StainKind.HaematoxylinEosin;
        return Romanowsky().IsMatch(stain) ? StainKind.Giemsa : null;
    }

    [GeneratedRegex(
        @"\bH\W{0,3}(and|und)?\W{0,3}ES?\b|toxylin.*eosin",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tissue();

    [GeneratedRegex(
        @"giemsa|wright|gr(ü|u|ue)nwald|leishman|jenner|pappenheim|diff\W?quik|romano[wv]sk",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Romanowsky();
}

namespace PathAlign.Data;

/// <summary>One tissue type.</summary>
/// <param name="Label">Its number in the data sets.</param>
/// <param name="Code">Its short name, as in NCT-CRC-HE-100K.</param>
/// <param name="Name">Its name in words.</param>
public sealed record TissueClass(int Label, string Code, string Name);

/// <summary>The nine tissue types of PathMNIST (Kather et al. 2018; Yang et al. 2023).</summary>
public static class TissueClasses
{
    /// <summary>All nine, in label order.</summary>
    public static IReadOnlyList<TissueClass> All { get; } =
    [
        new(0, "ADI", "adipose"),
        new(1, "BACK", "background"),
        new(2, "DEB", "debris"),
        new(3, "LYM", "lymphocytes"),
        new(4, "MUC", "mucus"),
        new(5, "MUS", "smooth muscle"),
        new(6, "NORM", "normal colon mucosa"),
        new(7, "STR", "cancer-associated stroma"),
        new(8, "TUM", "colorectal adenocarcinoma epithelium"),
    ];

    /// <summary>The class of that code, name or number; null when there is none.</summary>
    public static TissueClass? Find(string text) => All.FirstOrDefault(c =>
        c.Code.Equals(text, StringComparison.OrdinalIgnoreCase)
            || c.Name.Equals(text, StringComparison.OrdinalIgnoreCase)
            || c.Label.ToString() == text);
}

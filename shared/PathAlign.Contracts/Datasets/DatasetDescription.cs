using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace PathAlign.Contracts.Datasets;

/// <summary>
/// What the images of a data set show: classes, stain, pixel size, and the criteria that raters check. The data, the
/// plan, the rating sets and the header of every weight file include it.
/// </summary>
public sealed record DatasetDescription : IValidatableObject
{
    /// <summary>The maximum number of classes of a data set.</summary>
    public const int MaxClasses = 1000;

    /// <summary>The maximum number of criteria of a data set.</summary>
    public const int MaxCriteria = 50;

    /// <summary>
    /// The nine colorectal tissue types of PathMNIST (Kather et al. 2018; Yang et al. 2023). Weights, plans and sets
    /// of earlier versions, which lack a description, have these classes.
    /// </summary>
    public static DatasetDescription Colorectal { get; } = new()
    {
        Classes =
        [
            new() { Code = "ADI", Name = "adipose" },
            new() { Code = "BACK", Name = "background" },
            new() { Code = "DEB", Name = "debris" },
            new() { Code = "LYM", Name = "lymphocytes" },
            new() { Code = "MUC", Name = "mucus" },
            new() { Code = "MUS", Name = "smooth muscle" },
            new() { Code = "NORM", Name = "normal colon mucosa" },
            new() { Code = "STR", Name = "cancer-associated stroma" },
            new() { Code = "TUM", Name = "colorectal adenocarcinoma epithelium" },
        ],
        Stain = "H&E",
    };

    /// <summary>The classes, in label order.</summary>
    public required IReadOnlyList<ImageClass> Classes { get; init; }

    /// <summary>
    /// What raters can mark as wrong; names of lower-case letters, digits and hyphens. The default depends on the
    /// stain.
    /// </summary>
    public IReadOnlyList<string> Criteria
    {
        get => field ?? RatingCriteria.For(Stain);
        init;
    }

    /// <summary>How the specimen is stained, for example H&amp;E; null if unknown.</summary>
    [StringLength(100)]
    public string? Stain { get; init; }

    /// <summary>The side of a pixel in micrometres; null if unknown.</summary>
    [Range(1e-3, 1e3)]
    public double? MicrometresPerPixel { get; init; }

    /// <summary>Codes of the classes, in label order.</summary>
    public IEnumerable<string> Codes => Classes.Select(c => c.Code);

    /// <summary>All labels, from 0.</summary>
    public IEnumerable<int> Labels => Enumerable.Range(0, Classes.Count);

    /// <summary>Classes named class-0, class-1 and so on.</summary>
    public static DatasetDescription Numbered(int classes) =>
        Of(Enumerable.Range(0, classes).Select(i => $"class-{i}"));

    /// <summary>Classes with these codes, which are also their names.</summary>
    public static DatasetDescription Of(IEnumerable<string> codes) =>
        new() { Classes = [.. codes.Select(code => new ImageClass { Code = code, Name = code })] };

    /// <summary>The label of the class with exactly this code; null when there is none.</summary>
    public int? LabelOf(string code)
    {
        for (var label = 0; label < Classes.Count; label++)
            if (Classes[label].Code == code) return label;
        return null;
    }

    /// <summary>The label of a class by its code, name or number; null when there is none.</summary>
    public int? Find(string text)
    {
        bool Same(string name) => name.Equals(text, StringComparison.OrdinalIgnoreCase);
        foreach (var (label, known) in Classes.Index())
            if (Same(known.Code) || Same(known.Name)) return label;
        var isLabel = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isLabel && number < Classes.Count ? number : null;
    }

    /// <summary>
    /// How other classes differ from these, in one clause; null if they are the same in the same order. A class is the
    /// same if its code or its name is.
    /// </summary>
    public string? DifferenceFrom(DatasetDescription other)
    {
        static bool Same(ImageClass a, ImageClass b) =>
            a.Code == b.Code || a.Name.Equals(b.Name, StringComparison.OrdinalIgnoreCase);
        if (Classes.Count == other.Classes.Count
            && Classes.Zip(other.Classes).All(pair => Same(pair.First, pair.Second)))
            return null;
        return $"expected the classes {Listed(other)}, found {Listed(this)}";
    }

    /// <summary>Whether all fields are equal, with lists in the same order.</summary>
    public bool Equals(DatasetDescription? other) =>
        other is not null && Classes.SequenceEqual(other.Classes) && Criteria.SequenceEqual(other.Criteria)
            && Stain == other.Stain && MicrometresPerPixel.Equals(other.MicrometresPerPixel);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Classes.Count, Classes.FirstOrDefault(), Criteria.Count, Stain);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Classes.Count is < 1 or > MaxClasses)
            yield return new($"expected 1 to {MaxClasses} classes, found {Classes.Count}", [nameof(Classes)]);
        if (Classes.Any(one => one is null))   // JSON can hold null
        {
            yield return new("expected no null among the classes", [nameof(Classes)]);
            yield break;
        }
        foreach (var one in Classes)
            foreach (var fault in PartRules.Faults(nameof(Classes), one)) yield return fault;
        if (Twice(Codes, StringComparer.OrdinalIgnoreCase) is { } code)
            yield return new($"expected each class once, found '{code}' again", [nameof(Classes)]);
        if (Criteria.Count > MaxCriteria)
            yield return new($"expected at most {MaxCriteria} criteria, found {Criteria.Count}", [nameof(Criteria)]);
        if (Criteria.FirstOrDefault(name => !NameRule.IsName(name)) is { } odd)
            yield return new(
                $"expected names of lower-case letters, digits and hyphens, found '{odd}'", [nameof(Criteria)]);
        if (Twice(Criteria, StringComparer.Ordinal) is { } twice)
            yield return new($"expected each criterion once, found '{twice}' again", [nameof(Criteria)]);
    }

    private static string? Twice(IEnumerable<string> names, StringComparer comparer) =>
        names.GroupBy(name => name, comparer).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static string Listed(DatasetDescription description) =>
        description.Classes.Count <= 12
            ? string.Join(", ", description.Codes)
            : $"{string.Join(", ", description.Codes.Take(10))} and {description.Classes.Count - 10} more";
}

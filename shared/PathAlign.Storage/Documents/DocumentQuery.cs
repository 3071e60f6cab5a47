namespace PathAlign.Storage.Documents;

/// <summary>A query of one page.</summary>
/// <param name="Conditions">Documents must meet all of them; an empty list selects every document.</param>
/// <param name="OrderBy">A top-level field; null orders by id alone.</param>
/// <param name="Descending">Whether the largest come first.</param>
/// <param name="PageSize">1 to 1,000.</param>
/// <param name="After">The cursor of the previous page; null for the first page.</param>
public sealed record DocumentQuery(
    IReadOnlyList<Condition> Conditions,
    string? OrderBy = null,
    bool Descending = false,
    int PageSize = 100,
    string? After = null);

/// <summary>A comparison of a top-level field with a value: a string, a long, a double or a bool.</summary>
/// <param name="Field">The field's name: letters only.</param>
/// <param name="Comparison">The comparison.</param>
/// <param name="Value">The value to compare with.</param>
public sealed record Condition(string Field, Comparison Comparison, object Value)
{
    /// <summary>The field has this value.</summary>
    public static Condition Is(string field, object value) => new(field, Comparison.Equal, value);

    /// <summary>The field is smaller than this value.</summary>
    public static Condition Below(string field, object value) => new(field, Comparison.Below, value);

    /// <summary>The field is larger than this value.</summary>
    public static Condition Above(string field, object value) => new(field, Comparison.Above, value);
}

/// <summary>How a field is compared.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Smaller.</summary>
    Below,

    /// <summary>Larger.</summary>
    Above,
}

/// <summary>A page of documents.</summary>
/// <param name="Documents">The documents, in the requested order.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Documents, string? Next);

using System.Text.RegularExpressions;

namespace PathAlign.Storage.Documents;

/// <summary>
/// The rules for names of collections, indexes and fields, and for ids and values. Every store checks them first.
/// </summary>
public static partial class DocumentNames
{
    /// <summary>Longest id of a document, in characters.</summary>
    public const int LongestId = 256;

    /// <summary>Lower-case letters and hyphens, at most 48.</summary>
    /// <exception cref="ArgumentException">The argument breaks this rule.</exception>
    public static string CheckName(string name) =>
        Name().IsMatch(name ?? "")
            ? name!
            : throw new ArgumentException(
                $"expected lower-case letters and hyphens, at most 48, found '{Shown(name)}'");

    /// <summary>Letters, at most 48.</summary>
    /// <exception cref="ArgumentException">The argument breaks this rule.</exception>
    public static string CheckField(string field) =>
        IsField(field)
            ? field
            : throw new ArgumentException($"expected a field name of letters, at most 48, found '{Shown(field)}'");

    /// <summary>Whether documents can be queried by a field with this name.</summary>
    public static bool IsField(string field) => Field().IsMatch(field ?? "");

    /// <summary>1 to <see cref="LongestId"/> characters, without control characters.</summary>
    /// <exception cref="ArgumentException">The argument breaks this rule.</exception>
    public static string CheckId(string id) =>
        id is { Length: > 0 and <= LongestId } && !id.Any(char.IsControl)
            ? id
            : throw new ArgumentException(
                $"expected an id of 1 to {LongestId} printable characters, found '{Shown(id)}'");

    /// <summary>A string, a long (or an int), a finite double or a bool.</summary>
    /// <exception cref="ArgumentException">The argument breaks this rule.</exception>
    public static object CheckValue(object value) => value switch
    {
        int number => (long)number,
        string or long or bool => value,
        double number when double.IsFinite(number) => value,
        _ =>
            throw new ArgumentException(
                $"expected a string, a long, a finite double or a bool, found {value ?? "null"}"),
    };

    /// <summary>Checks every name and the page size of a query.</summary>
    /// <exception cref="ArgumentException">One of them breaks its rule.</exception>
    public static void Check(DocumentQuery query)
    {
        foreach (var condition in query.Conditions) CheckField(condition.Field);
        if (query.OrderBy is not null) CheckField(query.OrderBy);
        if (query.PageSize is < 1 or > 1000)
            throw new ArgumentException($"expected a page size of 1 to 1000, found {query.PageSize}");
    }

    private static string? Shown(string? text) => text is { Length: > 64 } ? text[..64] + "…" : text;

    [GeneratedRegex(@"\A[a-z][a-z-]{0,47}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z]{1,48}\z")]
    private static partial Regex Field();
}

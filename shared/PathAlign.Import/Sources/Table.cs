using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>A text table with a header: comma, semicolon or tab between the fields, RFC 4180 quotes, UTF-8.</summary>
internal static class Table
{
    private const long MaxBytes = 1L << 28;
    private const int MaxField = 4096;

    /// <summary>The rows, each with its place and the requested columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">Required columns; a name can be several, separated by |, of which the first found counts.
    /// </param>
    /// <param name="optional">Optional columns; a missing one is null in every row.</param>
    /// <exception cref="InvalidInputException">The file is not such a table.</exception>
    internal static IEnumerable<(string place, string?[] fields)> Read(
        string path, string[] required, params string[] optional)
    {
        if (!File.Exists(path)) throw new InvalidInputException(path, "file", "expected a table, found no file");
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidInputException(path, "file", $"expected at most {MaxBytes} bytes");
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var parser = new CsvParser(reader, Configuration(path));
        if (!Next(parser, path)) throw new InvalidInputException(path, "row 1", "expected a head, found an empty file");
        var head = parser.Record!.Select(name => name.Trim().ToLowerInvariant()).ToList();
        var places = required.Concat(optional).Select(Place).ToArray();
        if (required.Where((_, i) => places[i] < 0).FirstOrDefault() is { } missing)
            throw new InvalidInputException(
                path,
                "row 1",
                $"expected a column '{missing.Replace("|", "' or '", StringComparison.Ordinal)}', found " +
                    string.Join(", ", head.Take(10)));
        while (Next(parser, path))
        {
            var row = parser.Record!;
            if (row.Length != head.Count)
                throw new InvalidInputException(
                    path, $"row {parser.Row}", $"expected {head.Count} fields, found {row.Length}");
            yield return ($"row {parser.Row}", [.. places.Select(place => place < 0 ? null : row[place].Trim())]);
        }

        int Place(string names) => names.Split('|').Select(name => head.IndexOf(name)).FirstOrDefault(i => i >= 0, -1);
    }

    private static CsvConfiguration Configuration(string path) => new(CultureInfo.InvariantCulture)
    {
        DetectDelimiter = true,
        DetectDelimiterValues = [",", ";", "\t"],
        MaxFieldSize = MaxField,
        BadDataFound = bad => throw new InvalidInputException(
            path, $"row {bad.Context.Parser!.Row}", "expected fields quoted as in RFC 4180"),
    };

    private static bool Next(CsvParser parser, string path)
    {
        try
        {
            return parser.Read();
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(path, $"row {parser.Row + 1}", "expected UTF-8, found other bytes");
        }
        catch (MaxFieldSizeException)
        {
            throw new InvalidInputException(
                path, $"row {parser.Row + 1}", $"expected fields of at most {MaxField} characters");
        }
    }
}

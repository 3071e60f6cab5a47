using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using PathAlign.Files;

namespace PathAlign.Feedback.Exchange;

/// <summary>Ratings as a table of comma-separated values (RFC 4180).</summary>
internal static class RatingTable
{
    internal const string Head =
        "id,purpose,imageId,role,rater,simulated,revision,verdict," +
        "plausibility,faults,remark,lookedMs,ratedAt,late,leftId,rightId";

    private static readonly string[] Names = Head.Split(',');

    internal static string Write(RatingLine line) => string.Join(',', new object?[]
    {
        line.Id, line.Purpose, line.ImageId, line.Role, line.Rater, Word(
            line.Simulated), line.Revision, line.Verdict, line.Plausibility, string.Join(
            ';',
            line.Faults), line.Remark, line.LookedMs,
        line.RatedAt.ToString("O"), Word(line.Late), line.LeftId, line.RightId,
    }.Select(Field));

    /// <exception cref="InvalidInputException">A row has another form than <see cref="Write"/> gives it, or the first
    /// row is not the header.</exception>
    internal static async IAsyncEnumerable<PlacedLine> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var bounded = new BoundedStretch(body, PlacedLine.Source, PlacedLine.MaxBytes, cancel);
        using var reader = new StreamReader(bounded, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var parser = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Mode = CsvMode.RFC4180,
                BadDataFound = bad =>
                    throw Fault($"row {bad.Context.Parser!.RawRow}", "expected fields quoted as in RFC 4180"),
            });
        if (!await NextAsync(parser, bounded) || !parser.Record!.SequenceEqual(Names))
            throw Fault("row 1", $"expected the header {Head}");
        while (await NextAsync(parser, bounded))
            yield return new PlacedLine($"row {parser.RawRow}", Line($"row {parser.RawRow}", parser.Record!));
    }

    private static async Task<bool> NextAsync(CsvParser parser, BoundedStretch body)
    {
        try
        {
            body.Begin($"row {parser.RawRow + 1}");
            return await parser.ReadAsync();
        }
        catch (DecoderFallbackException)
        {
            throw Fault($"row {parser.RawRow + 1}", "expected UTF-8, found other bytes");
        }
    }

    private static RatingLine Line(string place, string[] fields)
    {
        if (fields.Length != Names.Length) throw Fault(place, $"expected {Names.Length} fields, found {fields.Length}");
        var texts = fields.Select(FormulaGuard.Remove).ToArray();
        return new RatingLine(
            texts[0], texts[1], texts[2], texts[3], texts[4], Truth(
                place, texts, 5), Whole(place, texts, 6), texts[7], Number(place, texts, 8),
            texts[9].Length == 0
                ? []
                : texts[9].Split(';'), OrNull(texts[10]), Whole(
                    place,
                    texts,
                    11), Time(place, texts, 12), Truth(place, texts, 13), OrNull(texts[14]), OrNull(texts[15]));
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static bool Truth(string place, string[] texts, int field) =>
        texts[field] switch
        {
            "true" => true,
            "false" => false,
            _ => throw Fault(place, field, "true or false", texts),
        };

    private static int Whole(string place, string[] texts, int field) =>
        int.TryParse(texts[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault(place, field, "a whole number", texts);

    private static double Number(string place, string[] texts, int field) =>
        double.TryParse(texts[field], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault(place, field, "a number", texts);

    private static DateTimeOffset Time(string place, string[] texts, int field) =>
        DateTimeOffset.TryParseExact(
            texts[field], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? value
            : throw Fault(place, field, "a time like 2026-11-03T09:30:00.0000000+00:00", texts);

    private static InvalidInputException Fault(string place, int field, string expected, string[] texts) =>
        Fault(
            place,
            $"{Names[field]}: expected {expected}, found " +
                $"'{(texts[field].Length > 64 ? texts[field][..64] + "…" : texts[field])}'");

    private static InvalidInputException Fault(string place, string detail) => new(PlacedLine.Source, place, detail);

    private static string Word(bool value) => value ? "true" : "false";

    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string) text = FormulaGuard.Add(text);
        return text.AsSpan().IndexOfAny("\",\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}

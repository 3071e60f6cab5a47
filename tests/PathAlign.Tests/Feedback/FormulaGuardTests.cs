using PathAlign.Feedback.Exchange;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Text of people in a table that a spreadsheet of any locale opens.</summary>
public sealed class FormulaGuardTests
{
    private const string Alphabet = "=+-@'\t\r\n,;| \"ab＝＋－＠";
    private static readonly string[] _lineEnds = ["\r\n", "\n", "\r"];

    public static TheoryData<string> Texts =>
    [
        "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "'=1", "''", "a;=1", "a,=1", "a\t=1", "a|=1", " =1",
        "a; =1",
        "a;\"=A1;\"", "\"=1", "＝1", "a;＋1", "a\r\n@x", "=cmd|' /C calc'!A0", "a;'=1", "", "plain", "2 - 1 = 1",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void No_cell_is_a_formula_whatever_separates_cells(string text) => ExpectNoFormula(text);

    [Fact]
    public void Any_text_is_read_back_as_it_was_and_is_no_formula()
    {
        var random = new Random(11);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(random.GetItems<char>(Alphabet, random.Next(12)));

            Assert.Equal(text, FormulaGuard.Remove(FormulaGuard.Add(text)));
            ExpectNoFormula(text);
        }
    }

    // A spreadsheet with another separator sees no quotes around the field: it splits in the middle.
    private static void ExpectNoFormula(string text)
    {
        var guarded = FormulaGuard.Add(text);
        foreach (var separator in new[] { ",", ";", "\t", "|" })
            foreach (var line in guarded.Split(_lineEnds, StringSplitOptions.None))
                foreach (var cell in line.Split(separator))
                {
                    var start = cell.TrimStart([' ', '"']);
                    Assert.False(
                        start.Length > 0 && "=+-@＝＋－＠".Contains(start[0]),
                        $"'{text}' as '{guarded}': cell '{cell}' is a formula");
                }
    }
}

using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Imaging;

public sealed class TileGridTests
{
    private const string Prompt = "a photomicrograph of a neutrophil with a segmented nucleus and fine pale granules";

    [Theory]
    [InlineData(28, 3)]
    [InlineData(224, 1)]
    public void A_long_label_takes_the_width_of_two_tiles_and_several_lines(int size, int scale)
    {
        var sheet = Sheet(Prompt, size);

        var label = sheet.Width - (2 * size * scale);
        Assert.InRange(label, size * scale, (2 * size * scale) + 20);
        Assert.InRange(LinesOf(sheet, label), 2, 8);
    }

    [Fact]
    public void A_label_with_no_room_for_its_lines_is_wider()
    {
        var many = string.Join(' ', Enumerable.Repeat(Prompt, 4));

        var sheet = Sheet(many, 28);

        var label = sheet.Width - (2 * 28 * 3);
        Assert.InRange(LinesOf(sheet, label), 2, 8);
        Assert.True(label > 2 * 28 * 3, $"expected a label wider than two tiles, found {label} px");
    }

    [Fact]
    public void A_short_label_is_one_line() => Assert.Equal(1, LinesOf(Sheet("neutrophil", 224), 224));

    private static RgbImage Sheet(string label, int size) =>
        TileGrid.Draw([new GridRow(label, [.. Enumerable.Repeat(RgbImage.Filled(size, size, 200, 80, 120), 2)])]);

    /// <summary>Counts the runs of rows with ink in the first pixels of each row.</summary>
    private static int LinesOf(RgbImage sheet, int width)
    {
        var inked = Enumerable.Range(0, sheet.Height)
            .Select(y => Enumerable.Range(0, width).Any(x => sheet.Pixels[((y * sheet.Width) + x) * 3] == 40))
            .ToList();
        return inked.Where((ink, y) => ink && (y == 0 || !inked[y - 1])).Count();
    }
}

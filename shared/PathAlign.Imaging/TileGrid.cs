namespace PathAlign.Imaging;

/// <summary>Contact sheets: labelled rows of tiles on a light background.</summary>
public static class TileGrid
{
    private const int Gap = 2, ShownSize = 84;

    /// <summary>
    /// Draws the sheet. Small tiles are enlarged so that they can be seen: a tile's pixel becomes a square of 3 pixels
    /// a side at 28 px, and stays one pixel from 43 px on. Letters grow with the tiles, so that one can read them while
    /// looking at the whole sheet. A label that is wider than two tiles is broken into lines.
    /// </summary>
    /// <exception cref="ArgumentException">There is no tile, or tiles differ in size.</exception>
    public static RgbImage Draw(IReadOnlyList<GridRow> rows, string? title = null)
    {
        var first = rows.SelectMany(r => r.Tiles).FirstOrDefault()
            ?? throw new ArgumentException("grid: expected at least one tile");
        if (rows.SelectMany(r => r.Tiles).Any(t => t.Width != first.Width || t.Height != first.Height))
            throw new ArgumentException("grid: expected tiles of one size");
        var scale = Math.Max(1, ShownSize / first.Width);
        var font = new BitmapFont(Math.Max(1, ((first.Height * scale) + (ShownSize / 2)) / ShownSize));
        var (cellWidth, cellHeight) = (
            (first.Width * scale) + Gap, Math.Max((first.Height * scale) + Gap, font.Height + Gap));
        var labels = rows.Select(r => LabelLines(r.Label, font, cellWidth, cellHeight)).ToList();
        var labelWidth = labels.Max(lines => lines.Max(font.Width)) + (2 * Gap);
        var top = title is null ? Gap : font.Height + (3 * Gap);
        var columns = rows.Max(r => r.Tiles.Count);
        var width = Math.Max(
            labelWidth + (columns * cellWidth), title is null ? 0 : font.Width(title) + (2 * Gap));
        var sheet = RgbImage.Filled(width + Gap, top + (rows.Count * cellHeight) + Gap, 250, 250, 250);
        if (title is not null) font.Draw(sheet, title, Gap, Gap + 1);
        for (var y = 0; y < rows.Count; y++)
        {
            DrawLines(sheet, labels[y], font, top + (y * cellHeight) + (cellHeight / 2));
            for (var x = 0; x < rows[y].Tiles.Count; x++)
                Paste(sheet, rows[y].Tiles[x], labelWidth + (x * cellWidth), top + (y * cellHeight), scale);
        }
        return sheet;
    }

    /// <summary>A label's lines, at most as many as a row has room for: then they are wider than two tiles.</summary>
    private static List<string> LabelLines(string label, BitmapFont font, int cellWidth, int cellHeight)
    {
        var width = 2 * cellWidth;
        var lines = Wrapped(label, font, width);
        while (lines.Count > 1 && lines.Count * font.LineHeight > cellHeight)
            lines = Wrapped(label, font, width += cellWidth);
        return lines;
    }

    private static List<string> Wrapped(string label, BitmapFont font, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in label.Split(' '))
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (font.Width($"{lines[^1]} {word}") <= width) lines[^1] += $" {word}";
            else lines.Add(word);
        return lines;
    }

    private static void DrawLines(RgbImage sheet, List<string> lines, BitmapFont font, int middle)
    {
        var top = middle - ((((lines.Count - 1) * font.LineHeight) + font.Height) / 2);
        for (var i = 0; i < lines.Count; i++) font.Draw(sheet, lines[i], Gap, top + (i * font.LineHeight));
    }

    private static void Paste(RgbImage sheet, RgbImage tile, int left, int top, int scale)
    {
        for (var y = 0; y < tile.Height * scale; y++)
            for (var x = 0; x < tile.Width * scale; x++)
                Array.Copy(
                    tile.Pixels,
                    ((y / scale * tile.Width) + (x / scale)) * 3,
                    sheet.Pixels,
                    (((top + y) * sheet.Width) + left + x) * 3,
                    3);
    }
}

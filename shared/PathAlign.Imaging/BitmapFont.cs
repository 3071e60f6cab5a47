namespace PathAlign.Imaging;

/// <summary>A font of 5×7 dots for labels on contact sheets; missing characters stay blank.</summary>
/// <param name="dot">Side of a dot in pixels.</param>
internal sealed class BitmapFont(int dot)
{
    private const int Rows = 7, Advance = 6;
    private const string Characters = " %()+,-./0123456789:=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Five columns per character, lowest bit at the top.</summary>
    private static readonly byte[] Columns = Convert.FromHexString(
        "00000000002313086462001C2241000041221C0008083E080800503000000808080808006060000020100804023E5149453E" +
        "00427F400042615149462141454B311814127F1027454545393C4A49493001710905033649494936064949291E0036360000" +
        "14141414147E1111117E7F494949363E414141227F4141221C7F494949417F090909013E4149497A7F0808087F00417F4100" +
        "2040413F017F081422417F404040407F020C027F7F0408107F3E4141413E7F090909063E4151215E7F091929464649494931" +
        "01017F01013F4040403F1F2040201F3F4038403F63140814630708700807615149454320545454787F484444383844444420" +
        "384444487F3854545418087E0901020C5252523E7F0804047800447D40002040443D007F1028440000417F40007C04180478" +
        "7C0804047838444444387C14141408081414187C7C080404084854545420043F4440203C4040207C1C2040201C3C4030403C" +
        "44281028440C5050503C4464544C44");

    internal int Height => Rows * dot;

    /// <summary>From the top of a line to the top of the next.</summary>
    internal int LineHeight => (Rows + 3) * dot;

    internal int Width(string text) => text.Length * Advance * dot;

    internal void Draw(RgbImage image, string text, int left, int top)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = Characters.IndexOf(text[i]);
            if (character < 0) continue;
            for (var column = 0; column < 5; column++)
                for (var row = 0; row < Rows; row++)
                    if ((Columns[(character * 5) + column] >> row & 1) != 0)
                        Dot(image, left + (((i * Advance) + column) * dot), top + (row * dot));
        }
    }

    private void Dot(RgbImage image, int left, int top)
    {
        for (var y = Math.Max(0, top); y < Math.Min(image.Height, top + dot); y++)
            for (var x = Math.Max(0, left); x < Math.Min(image.Width, left + dot); x++)
                image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).Fill(40);
    }
}

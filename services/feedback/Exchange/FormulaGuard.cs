using System.Text;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// Keeps a spreadsheet from reading text as a formula. An apostrophe goes before every character that begins a formula
/// where a cell may begin: at the start, and after each character that separates cells in some locale, since a
/// spreadsheet with another separator splits the text there. Reading removes these apostrophes again.
/// </summary>
internal static class FormulaGuard
{
    // The wide forms count in East Asian locales. An apostrophe gets one too, so that reading can remove it.
    private const string Begins = "=+-@\t\r'＝＋－＠", Separates = ",;|\t\r\n";

    internal static string Add(string text)
    {
        var guarded = new StringBuilder(text.Length);
        foreach (var (index, letter) in text.Index())
        {
            if (MayBegin(text, index) && Begins.Contains(letter)) guarded.Append('\'');
            guarded.Append(letter);
        }
        return guarded.ToString();
    }

    internal static string Remove(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\'' && index + 1 < text.Length && MayBegin(text, index)) index++;
            plain.Append(text[index]);
        }
        return plain.ToString();
    }

    // Spaces and quotes before a formula do not protect from it.
    private static bool MayBegin(string text, int index)
    {
        for (var before = index - 1; before >= 0; before--)
            if (Separates.Contains(text[before])) return true;
            else if (text[before] != '"' && !char.IsWhiteSpace(text[before])) return false;
        return true;
    }
}

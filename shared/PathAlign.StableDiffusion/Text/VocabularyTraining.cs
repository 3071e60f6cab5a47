using System.Text;
using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Text;

/// <summary>
/// Learns the vocabulary of <see cref="ClipTokenizer"/> from texts: byte-pair encoding (Sennrich et al. 2016) over
/// bytes, whose most frequent neighbours are joined again and again.
/// </summary>
public static class VocabularyTraining
{
    private const string WordEnd = "</w>";

    /// <summary>
    /// Learns a vocabulary and writes it as a tokenizer's folder. The same texts give the same files.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="merges">The maximum number of joined pairs; pairs that occur once are not joined.</param>
    /// <param name="folder">The folder to write.</param>
    public static void Write(IEnumerable<string> texts, int merges, string folder)
    {
        var bytes = ByteLetters();
        var words = texts
            .SelectMany(text => ClipText.Words().Matches(ClipText.Normalized(text)))
            .CountBy(match => match.Value)
            .OrderBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => (Symbols: Symbols(word.Key, bytes), word.Value))
            .ToList();
        var joined = new List<(string Left, string Right)>();
        while (joined.Count < merges && Best(words) is { } pair)
        {
            joined.Add(pair);
            foreach (var (symbols, _) in words) Join(symbols, pair);
        }
        var tokens = bytes
            .Concat(bytes.Select(letter => letter + WordEnd))
            .Concat(joined.Select(pair => pair.Left + pair.Right))
            .Append(ClipTokenizer.Start)
            .Append(ClipTokenizer.End)
            .Distinct()
            .Select((token, id) => KeyValuePair.Create(token, id));
        Directory.CreateDirectory(folder);
        AtomicFile.Write(
            Path.Combine(folder, TokenizerFiles.VocabularyName),
            JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int>(tokens)));
        var lines = joined.Select(pair => $"{pair.Left} {pair.Right}").Prepend("#version: 0.2");
        AtomicFile.Write(
            Path.Combine(folder, TokenizerFiles.MergesName), Encoding.UTF8.GetBytes(string.Join('\n', lines) + '\n'));
    }

    private static List<string> Symbols(string word, IReadOnlyList<string> bytes)
    {
        var symbols = Encoding.UTF8.GetBytes(word).Select(b => bytes[b]).ToList();
        symbols[^1] += WordEnd;
        return symbols;
    }

    /// <summary>The most frequent pair; of equals, the first in ordinal order; null if none occurs twice.</summary>
    private static (string Left, string Right)? Best(IReadOnlyList<(List<string> Symbols, int Count)> words)
    {
        var counts = new Dictionary<(string, string), int>();
        foreach (var (symbols, count) in words)
            foreach (var pair in symbols.Zip(symbols.Skip(1)))
                counts[pair] = counts.GetValueOrDefault(pair) + count;
        return counts
            .Where(pair => pair.Value > 1)
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key.Item1, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Item2, StringComparer.Ordinal)
            .Select(pair => ((string, string)?)pair.Key)
            .FirstOrDefault();
    }

    private static void Join(List<string> symbols, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] != pair.Left || symbols[i + 1] != pair.Right) continue;
            symbols[i] += symbols[i + 1];
            symbols.RemoveAt(i + 1);
        }
    }

    /// <summary>
    /// A printable character for each byte, as in GPT-2: itself where it is printable, else one from U+0100 on.
    /// </summary>
    private static List<string> ByteLetters()
    {
        var next = 256;
        return
        [
            .. Enumerable.Range(0, 256).Select(
                b => (char)(b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? b : next++))
                .Select(letter => letter.ToString())
        ];
    }
}

using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Text;

/// <summary>
/// CLIP's tokenizer (Radford et al. 2021): text is normalised to NFC and lower case, cut into words, and each word into
/// the byte pairs that the vocabulary joins. It reads <c>vocab.json</c> and <c>merges.txt</c> of a diffusers folder.
/// </summary>
public sealed partial class ClipTokenizer
{
    /// <summary>The token before a text.</summary>
    public const string Start = "<|startoftext|>";

    /// <summary>The token after a text.</summary>
    public const string End = "<|endoftext|>";

    /// <summary>The name of the vocabulary's file.</summary>
    internal const string VocabularyName = "vocab.json";

    /// <summary>The name of the file of joined pairs.</summary>
    internal const string MergesName = "merges.txt";
    private const int MaxLength = 10_000;   // 100,000 letters without a space take seconds
    private const int MaxFileBytes = 64 << 20;
    private readonly BpeTokenizer _words;
    private readonly int _start, _end, _pad;

    private ClipTokenizer(BpeTokenizer words, Dictionary<string, int> vocabulary, string pad, string folder)
    {
        _words = words;
        int Id(string token) => vocabulary.TryGetValue(token, out var id)
            ? id
            : throw new InvalidInputException(
                Path.Combine(folder, VocabularyName), "vocabulary", $"expected the token '{token}', found none");
        (_start, _end, _pad) = (Id(Start), Id(End), Id(pad));
        Size = vocabulary.Values.Max() + 1;
    }

    /// <summary>Number of tokens.</summary>
    public int Size { get; }

    /// <summary>Reads a tokenizer's folder.</summary>
    /// <exception cref="InvalidInputException">A file is missing or invalid.</exception>
    public static ClipTokenizer Read(string folder)
    {
        var path = Path.Combine(folder, VocabularyName);
        Dictionary<string, int>? vocabulary;
        try
        {
            vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(Text(path));
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, "vocabulary", $"expected tokens with their numbers ({error.Message})");
        }
        if (vocabulary is not { Count: > 0 } || vocabulary.Values.Any(id => id is < 0 or > 10_000_000))
            throw new InvalidInputException(path, "vocabulary", "expected tokens with numbers from 0 to 10000000");
        var merges = Text(Path.Combine(folder, MergesName)).Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
        return new ClipTokenizer(Words(vocabulary, merges, folder), vocabulary, Pad(folder), folder);
    }

    /// <summary>The tokens of a text, without those before and after it.</summary>
    /// <exception cref="ArgumentException">The text has more than 10,000 characters.</exception>
    public IReadOnlyList<int> Encode(string text)
    {
        if (text.Length > MaxLength)
            throw new ArgumentException($"prompt: expected at most {MaxLength} characters, got {text.Length}");
        var ids = new List<int>();
        var place = 0;
        foreach (Match special in Specials().Matches(text))
        {
            Append(ids, text[place..special.Index]);
            ids.Add(special.Value == Start ? _start : _end);
            place = special.Index + special.Length;
        }
        Append(ids, text[place..]);
        return ids;
    }

    /// <summary>A row of exactly <paramref name="length"/> tokens: start, the text, end, then padding.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Number of tokens, at least 2.</param>
    /// <param name="leftOut">Number of the text's tokens that did not fit.</param>
    /// <exception cref="ArgumentException">The text has more than 10,000 characters.</exception>
    public long[] Padded(string text, int length, out int leftOut)
    {
        var ids = Encode(text);
        var kept = Math.Min(ids.Count, length - 2);
        leftOut = ids.Count - kept;
        var row = new long[length];
        Array.Fill(row, _pad);
        row[0] = _start;
        for (var i = 0; i < kept; i++) row[i + 1] = ids[i];
        row[kept + 1] = _end;
        return row;
    }

    private void Append(List<int> ids, string text)
    {
        // The lower case of İ is two characters, which .NET's invariant culture leaves as one.
        var plain = Spaces().Replace(text.Normalize(NormalizationForm.FormC), " ")
            .Replace("İ", "i\u0307", StringComparison.Ordinal)
            .ToLowerInvariant();
        ids.AddRange(_words.EncodeToIds(plain, considerPreTokenization: true, considerNormalization: false));
    }

    private static BpeTokenizer Words(Dictionary<string, int> vocabulary, IEnumerable<string> merges, string folder)
    {
        try
        {
            return BpeTokenizer.Create(
                new BpeOptions(vocabulary)
                {
                    Merges = merges,
                    PreTokenizer = new RegexPreTokenizer(WordPattern(), null),
                    EndOfWordSuffix = "</w>",
                    ByteLevel = true,
                });
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException(
                Path.Combine(folder, MergesName), "merges", $"expected pairs of tokens of the vocabulary ({error.Message})");
        }
    }

    /// <summary>The padding token: Stable Diffusion 1.x repeats the end token, 2.x uses an exclamation mark.</summary>
    private static string Pad(string folder)
    {
        foreach (var name in new[] { "special_tokens_map.json", "tokenizer_config.json" })
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path)) continue;
            try
            {
                using var json = JsonDocument.Parse(Text(path));
                if (!json.RootElement.TryGetProperty("pad_token", out var pad)) continue;
                if (pad.ValueKind == JsonValueKind.Object) pad = pad.GetProperty("content");
                if (pad.GetString() is { } text) return text;
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new InvalidInputException(path, "pad_token", $"expected a token ({error.Message})");
            }
        }
        return End;
    }

    private static string Text(string path)
    {
        if (!File.Exists(path)) throw new InvalidInputException(path, "file", "expected this file, found none");
        var length = new FileInfo(path).Length;
        return length <= MaxFileBytes
            ? File.ReadAllText(path)
            : throw new InvalidInputException(path, "file", $"expected at most {MaxFileBytes} bytes, found {length}");
    }

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>")]
    private static partial Regex Specials();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+")]
    internal static partial Regex WordPattern();
}

using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Text;

/// <summary>
/// CLIP's tokenizer (Radford et al. 2021): text is normalised to NFC and lower case, cut into words, and each word into
/// the byte pairs that the vocabulary joins. It reads <c>vocab.json</c> and <c>merges.txt</c> of a diffusers folder, of
/// any size.
/// </summary>
public sealed partial class ClipTokenizer
{
    /// <summary>The token before a text.</summary>
    public const string Start = "<|startoftext|>";

    /// <summary>The token after a text.</summary>
    public const string End = "<|endoftext|>";

    private const int MaxLength = 10_000;   // 100,000 letters without a space take seconds
    private readonly BpeTokenizer _words;
    private readonly int _start, _end, _pad;

    private ClipTokenizer(TokenizerFiles files)
    {
        Size = files.Vocabulary.Count;
        (_start, _end, _pad) = (files.Vocabulary[Start], files.Vocabulary[End], files.Vocabulary[files.Pad]);
        _words = BpeTokenizer.Create(
            new BpeOptions(files.Vocabulary)
            {
                Merges = files.Merges,
                PreTokenizer = new RegexPreTokenizer(ClipText.Words(), null),
                EndOfWordSuffix = "</w>",
                ByteLevel = true,
            });
    }

    /// <summary>Number of tokens; their ids are 0 to this, exclusive.</summary>
    public int Size { get; }

    /// <summary>Reads a tokenizer's folder.</summary>
    /// <exception cref="InvalidInputException">A file is missing or invalid, or does not fit the others.</exception>
    public static ClipTokenizer Read(string folder) => new(TokenizerFiles.Read(folder));

    /// <summary>Copies the vocabulary of a tokenizer's folder to another folder.</summary>
    /// <exception cref="InvalidInputException">A file is missing or invalid, or does not fit the others.</exception>
    public static void Copy(string folder, string into)
    {
        _ = TokenizerFiles.Read(folder);   // nothing invalid is copied
        Directory.CreateDirectory(into);
        foreach (var name in new[] { TokenizerFiles.VocabularyName, TokenizerFiles.MergesName })
            AtomicFile.Write(Path.Combine(into, name), File.ReadAllBytes(Path.Combine(folder, name)));
    }

    /// <summary>
    /// The tokens of a text, without those before and after it. Start and end token within the text count as such, if
    /// they are written in lower case.
    /// </summary>
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

    private void Append(List<int> ids, string part) =>
        ids.AddRange(
            _words.EncodeToIds(
                ClipText.Normalized(part), considerPreTokenization: true, considerNormalization: false));

    [GeneratedRegex(@"<\|startoftext\|>|<\|endoftext\|>")]
    private static partial Regex Specials();
}

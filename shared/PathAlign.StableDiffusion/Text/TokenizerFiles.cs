using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Text;

/// <summary>The files of a <c>tokenizer</c> folder, checked against each other.</summary>
/// <param name="Vocabulary">The id of each token.</param>
/// <param name="Merges">Pairs of pieces with a space between them, the first to join first.</param>
/// <param name="Pad">The token that fills the rest of a row: Stable Diffusion 1.x repeats the end token, 2.x uses an
/// exclamation mark.</param>
internal sealed record TokenizerFiles(Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges, string Pad)
{
    /// <summary>The name of the vocabulary's file.</summary>
    internal const string VocabularyName = "vocab.json";

    /// <summary>The name of the file of joined pairs.</summary>
    internal const string MergesName = "merges.txt";

    private const int MaxBytes = 64 << 20;

    // The first counts more than the second, as in the transformers library.
    private static readonly string[] _specialNames = ["special_tokens_map.json", "tokenizer_config.json"];

    /// <summary>The files of a folder that are read.</summary>
    internal static IEnumerable<string> In(string folder) =>
        _specialNames.Append(VocabularyName).Append(MergesName)
            .Select(name => Path.Combine(folder, name))
            .Where(File.Exists);

    /// <exception cref="InvalidInputException">A file is missing, too large or damaged, or names a token that the
    /// vocabulary lacks.</exception>
    internal static TokenizerFiles Read(string folder)
    {
        var path = Path.Combine(folder, VocabularyName);
        var vocabulary = ReadVocabulary(path);
        foreach (var token in new[] { ClipTokenizer.Start, ClipTokenizer.End })
            if (!vocabulary.ContainsKey(token))
                throw new InvalidInputException(path, "vocabulary", $"expected the token '{token}', found none");
        return new TokenizerFiles(
            vocabulary, ReadMerges(Path.Combine(folder, MergesName), vocabulary), ReadPad(folder, vocabulary));
    }

    private static Dictionary<string, int> ReadVocabulary(string path)
    {
        var vocabulary = Json<Dictionary<string, int>>(path, "an object of tokens and their ids");
        var seen = new bool[vocabulary.Count];
        foreach (var (token, id) in vocabulary)
        {
            if (id < 0 || id >= seen.Length || seen[id])
                throw new InvalidInputException(
                    path, $"token '{token}'", $"expected each id from 0 to {seen.Length - 1} once, found {id}");
            seen[id] = true;
        }
        return vocabulary;
    }

    private static List<string> ReadMerges(string path, Dictionary<string, int> vocabulary)
    {
        var (merges, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (index, line) in Text(path).Split('\n').Select(line => line.TrimEnd('\r')).Index())
        {
            if (line.Length == 0 || (index == 0 && line.StartsWith("#version", StringComparison.Ordinal))) continue;
            if (line.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw new InvalidInputException(
                    path, $"line {index + 1}", "expected two pieces and a space between them");
            foreach (var token in new[] { left, right, left + right })
                if (!vocabulary.ContainsKey(token))
                    throw new InvalidInputException(
                        path, $"line {index + 1}", $"expected pieces of {VocabularyName}, found '{token}'");
            if (!seen.Add(line))
                throw new InvalidInputException(
                    path, $"line {index + 1}", $"expected each pair once, found '{line}' again");
            merges.Add(line);
        }
        return merges;
    }

    private static string ReadPad(string folder, Dictionary<string, int> vocabulary)
    {
        foreach (var path in _specialNames.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            if (PadOf(path) is not { } token) continue;
            return vocabulary.ContainsKey(token)
                ? token
                : throw new InvalidInputException(
                    path, "pad_token", $"expected a token of {VocabularyName}, found '{token}'");
        }
        return ClipTokenizer.End;
    }

    /// <summary>A special token is a text, or an object with its text as content.</summary>
    private static string? PadOf(string path)
    {
        var entries = Json<Dictionary<string, JsonElement>>(path, "an object");
        if (!entries.TryGetValue("pad_token", out var entry) || entry.ValueKind == JsonValueKind.Null) return null;
        var content = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("content", out var inner)
            ? inner
            : entry;
        try
        {
            if (content.ValueKind == JsonValueKind.String) return content.GetString();
        }
        catch (InvalidOperationException)
        {
            // half of a surrogate pair is no text
        }
        throw new InvalidInputException(
            path, "pad_token", $"expected a token or an object with its content, found {entry.GetRawText()}");
    }

    private static T Json<T>(string path, string expected)
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(Text(path)) is { } value) return value;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, "JSON", $"expected {expected} ({error.Message})");
        }
        throw new InvalidInputException(path, "JSON", $"expected {expected}, found null");
    }

    private static string Text(string path) => InputFile.Text(path, "this file", MaxBytes);
}

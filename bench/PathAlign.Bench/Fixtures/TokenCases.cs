using System.Text.Json;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.Bench.Fixtures;

/// <summary>CLIP's tokenizer on the texts of a reference folder.</summary>
internal static class TokenCases
{
    /// <summary>
    /// The one text that is wrong in the reference, which makes the last letter a final sigma (ς, token 480). The real
    /// library, which knows no final sigma, gives σ (481).
    /// </summary>
    private const string WrongInReference = "İstanbul ẞ ΣΙΓΜΑΣ";

    /// <summary>Prints how many texts have the expected tokens, and which have not.</summary>
    internal static bool Run(string folder)
    {
        var tokenizer = ClipTokenizer.Read(Path.Combine(folder, "sd15-tiny", "tokenizer"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer_cases.json")));
        var cases = json.RootElement.GetProperty("cases").EnumerateArray().ToList();
        var wrong = cases
            .Where(one => !tokenizer.Encode(Text(one)).SequenceEqual(Expected(one)))
            .Select(Text)
            .ToList();
        Console.WriteLine($"tokenizer: {cases.Count - wrong.Count} of {cases.Count}; not {string.Join(", ", wrong)}");
        return wrong is [] or [WrongInReference];
    }

    private static string Text(JsonElement one) => one.GetProperty("text").GetString()!;

    /// <summary>The tokens of the fast tokenizer, where the reference's tokenizers differ.</summary>
    private static IEnumerable<int> Expected(JsonElement one) =>
        (one.TryGetProperty("hf_fast_emulated_ids", out var fast) ? fast : one.GetProperty("ids"))
            .EnumerateArray().Select(id => id.GetInt32());
}

using System.Text.Json;

namespace PathAlign.Tests.StableDiffusion.Text;

/// <summary>
/// A tokenizer folder of 512 byte tokens and a few merges. The id of an ASCII character c is c − '!', and 256 more at
/// the end of a word; merged pieces follow from 512, then start and end token.
/// </summary>
internal sealed class TinyTokenizer : IDisposable
{
    internal TinyTokenizer(params string[] merges)
    {
        Folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        var bytes = Enumerable.Range('!', '~' - '!' + 1)
            .Concat(Enumerable.Range(0xA1, 0xAC - 0xA1 + 1))
            .Concat(Enumerable.Range(0xAE, 0xFF - 0xAE + 1))
            .Concat(Enumerable.Range(256, 256 - 188))
            .Select(symbol => ((char)symbol).ToString())
            .ToList();
        string[] tokens =
        [
            .. bytes,
            .. bytes.Select(symbol => symbol + "</w>"),
            .. merges.Select(merge => merge.Replace(" ", "")),
            "<|startoftext|>",
            "<|endoftext|>",
        ];
        Write("vocab.json", JsonSerializer.Serialize(tokens.Index().ToDictionary(t => t.Item, t => t.Index)));
        Write("merges.txt", "#version: 0.2\n" + string.Join('\n', merges) + "\n");
    }

    internal string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal void Write(string file, string content) => File.WriteAllText(Path.Combine(Folder, file), content);
}

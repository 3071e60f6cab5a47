using PathAlign.StableDiffusion.Text;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.StableDiffusion.Text;

public sealed class VocabularyTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_are_merged_by_how_often_they_occur_until_they_occur_once()
    {
        // l o: 3 times; then lo w</w>: twice; every other pair once
        Assert.Equal(["l o", "lo w</w>"], Learned(100, "Low low", "lower"));
    }

    [Fact]
    public void Equally_frequent_pairs_are_merged_in_the_order_of_their_text()
    {
        Assert.Equal(["a b</w>", "a c</w>", "c d</w>"], Learned(100, "cd ab ac cd ab ac"));
    }

    [Fact]
    public void A_limit_of_merges_keeps_the_most_frequent()
    {
        Assert.Equal(["l o"], Learned(1, "low low lower"));
        Assert.Empty(Learned(0, "low low lower"));
    }

    [Fact]
    public void Repeated_pieces_within_a_word_are_merged_from_the_left()
    {
        Assert.Equal(["a a", "a b</w>", "aa ab</w>"], Learned(100, "aaab aaab"));
    }

    [Fact]
    public void Words_are_learned_as_the_tokenizer_writes_them()
    {
        Learned(500, "caf\u00e9", "CAFE\u0301");

        Assert.Single(ClipTokenizer.Read(_folder.Path).Encode("caf\u00e9"));
    }

    [Fact]
    public void The_tokenizer_reads_what_was_learned()
    {
        var merges = Learned(500, "a lymphocyte", "a large lymphocyte, É");

        var tokenizer = ClipTokenizer.Read(_folder.Path);

        Assert.Equal(512 + merges.Length + 2, tokenizer.Size);
        Assert.Equal(
            [tokenizer.Size - 2, .. tokenizer.Encode("lymphocyte"), tokenizer.Size - 1],
            tokenizer.Padded("Lymphocyte", 3, out _).Select(id => (int)id));
        Assert.All(tokenizer.Encode("unseen: 日本 🔬 0.5 µm"), id => Assert.InRange(id, 0, 511));
    }

    [Fact]
    public void The_same_captions_in_another_order_give_the_same_files()
    {
        string[] captions = ["a small lymphocyte", "a large monocyte", "an eosinophil", "monocytes and lymphocytes"];

        VocabularyTraining.Write(captions, 40, _folder.At("one"));
        VocabularyTraining.Write(captions.Reverse(), 40, _folder.At("other"));

        foreach (var file in new[] { "vocab.json", "merges.txt" })
            Assert.Equal(
                File.ReadAllText(Path.Combine(_folder.At("one"), file)),
                File.ReadAllText(Path.Combine(_folder.At("other"), file)));
    }

    /// <summary>The merges that these captions give, after the line of the format's version.</summary>
    private string[] Learned(int merges, params string[] captions)
    {
        VocabularyTraining.Write(captions, merges, _folder.Path);
        var lines = File.ReadAllLines(_folder.At("merges.txt"));
        Assert.Equal("#version: 0.2", lines[0]);
        return lines[1..];
    }
}

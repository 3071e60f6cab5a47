using PathAlign.Files;
using PathAlign.StableDiffusion.Text;
using Xunit;

namespace PathAlign.Tests.StableDiffusion.Text;

public sealed class ClipTokenizerTests : IDisposable
{
    private const int Lo = 512, LowEnd = 513, ErEnd = 514, Start = 515, End = 516;

    private readonly TinyTokenizer _tiny = new("l o", "lo w</w>", "e r</w>");

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Words_are_cut_into_the_pieces_that_their_merges_give()
    {
        Assert.Equal([LowEnd], Encode("low"));
        Assert.Equal([Lo, 'w' - '!', ErEnd], Encode("lower"));
        Assert.Equal([256 + 'x' - '!'], Encode("x"));
        Assert.Empty(Encode(""));
    }

    [Fact]
    public void Case_and_the_kind_of_white_space_make_no_difference()
    {
        Assert.Equal([LowEnd, LowEnd], Encode("\n LOW\t\u00a0 \u3000low  "));
        Assert.Empty(Encode(" \n "));
    }

    [Fact]
    public void English_endings_single_digits_and_runs_of_symbols_are_words_of_their_own()
    {
        static int Ends(char c) => 256 + c - '!';

        Assert.Equal(
            ['i' - '!', Ends('t'), '\'' - '!', Ends('s'), Ends('1'), Ends('2'), '-' - '!', Ends('>')],
            Encode("It's12->"));
    }

    [Fact]
    public void Composed_and_decomposed_letters_give_the_same_ids()
    {
        Assert.Equal(Encode("caf\u00e9"), Encode("cafe\u0301"));
        Assert.NotEqual(Encode("cafe"), Encode("caf\u00e9"));
        Assert.Equal(Encode("\uac00"), Encode("\u1100\u1161"));   // Hangul
        Assert.Equal(Encode("\u1ed9"), Encode("o\u0302\u0323"));   // marks in another order
        Assert.Equal(Encode("i\u0307"), Encode("\u0130"));   // the lower case of İ
    }

    [Fact]
    public void Start_and_end_token_are_found_in_the_text_as_they_are_written()
    {
        Assert.Equal([LowEnd, End, LowEnd, Start], Encode("low <|endoftext|>low<|startoftext|>"));
        Assert.DoesNotContain(End, Encode("<|ENDOFTEXT|>"));
    }

    [Fact]
    public void Text_of_any_language_and_broken_text_have_ids()
    {
        Assert.Equal(6, Encode("日本").Count);
        Assert.Equal(4, Encode("🔬").Count);
        Assert.Equal(Encode("\ufffd"), Encode("\ud83d"));
    }

    [Fact]
    public void A_padded_text_has_start_ids_end_and_padding()
    {
        var tokenizer = ClipTokenizer.Read(_tiny.Folder);

        var padded = tokenizer.Padded("low lower", 8, out var leftOut);

        Assert.Equal([Start, LowEnd, Lo, 'w' - '!', ErEnd, End, End, End], padded);
        Assert.Equal(0, leftOut);
        Assert.Equal([Start, End, End], tokenizer.Padded("", 3, out _));
        Assert.Equal(517, tokenizer.Size);
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_and_says_by_how_many_tokens()
    {
        var padded = ClipTokenizer.Read(_tiny.Folder).Padded("low low low lower", 5, out var leftOut);

        Assert.Equal([Start, LowEnd, LowEnd, LowEnd, End], padded);
        Assert.Equal(3, leftOut);
    }

    [Theory]
    [InlineData("special_tokens_map.json", """{"pad_token": "!"}""")]
    [InlineData("special_tokens_map.json", """{"pad_token": {"content": "!", "lstrip": false}}""")]
    [InlineData("tokenizer_config.json", """{"pad_token": "!"}""")]
    public void The_folder_says_which_token_fills_the_rest(string file, string content)
    {
        _tiny.Write(file, content);

        Assert.Equal([Start, LowEnd, End, 0, 0], ClipTokenizer.Read(_tiny.Folder).Padded("low", 5, out _));
    }

    [Fact]
    public void The_map_of_special_tokens_counts_more_than_the_configuration()
    {
        _tiny.Write("special_tokens_map.json", """{"pad_token": "!"}""");
        _tiny.Write("tokenizer_config.json", """{"pad_token": "<|endoftext|>"}""");

        Assert.Equal([Start, End, 0], ClipTokenizer.Read(_tiny.Folder).Padded("", 3, out _));
    }

    [Fact]
    public void A_text_without_end_is_refused()
    {
        var tokenizer = ClipTokenizer.Read(_tiny.Folder);

        var error = Assert.Throws<ArgumentException>(() => tokenizer.Encode(new string('a', 10_001)));

        Assert.Equal("prompt: expected at most 10000 characters, got 10001", error.Message);
    }

    [Theory]
    [InlineData("merges.txt", "#version: 0.2\nl o\nq q\n", "line 3: expected pieces of vocab.json, found 'qq'")]
    [InlineData("merges.txt", "l o w\n", "merges.txt: line 1: expected two pieces")]
    [InlineData("vocab.json", """{"a": 0, "b": 0}""", "token 'b': expected each id from 0 to 1 once, found 0")]
    [InlineData("vocab.json", """{"a": 5}""", "vocab.json: token 'a': expected each id from 0 to 0 once, found 5")]
    [InlineData("vocab.json", "[]", "vocab.json: JSON: expected an object of tokens and their ids")]
    [InlineData("vocab.json", "null", "vocab.json: JSON: expected an object of tokens and their ids, found null")]
    [InlineData("vocab.json", """{"a": 0}""", "vocabulary: expected the token '<|startoftext|>', found none")]
    [InlineData("special_tokens_map.json", """{"pad_token": "<s>"}""", "expected a token of vocab.json, found '<s>'")]
    [InlineData("special_tokens_map.json", """{"pad_token": 3}""", "map.json: pad_token: expected a token or")]
    public void Files_that_do_not_fit_each_other_are_refused(string file, string content, string message)
    {
        _tiny.Write(file, content);

        var error = Assert.Throws<InvalidInputException>(() => ClipTokenizer.Read(_tiny.Folder));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void A_folder_without_files_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => ClipTokenizer.Read(Path.Combine(_tiny.Folder, "none")));

        Assert.Contains("vocab.json: file: expected this file, found none", error.Message);
    }

    private IReadOnlyList<int> Encode(string text) => ClipTokenizer.Read(_tiny.Folder).Encode(text);
}

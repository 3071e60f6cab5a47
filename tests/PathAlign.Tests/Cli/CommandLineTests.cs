using System.Diagnostics;
using PathAlign.Imaging;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>The program as a user starts it: exit code and what it says.</summary>
public sealed class CommandLineTests
{
    private static (int code, string output, string error) Run(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [Theory]
    [InlineData("classifier eval --data missing.npz", "missing.npz")]
    [InlineData("classifier train --data pickle.npz", "pickle.npz")]
    [InlineData("generate --class XYZ", "XYZ")]
    [InlineData("generate --sampler euler", "dpm++2m")]
    [InlineData("generate --steps 0", "Steps")]
    [InlineData("generate --model pickle.npz", "pickle")]
    [InlineData("generate --reward pickle.npz", "pickle.npz: ")]
    [InlineData("generate --reward-attempts 101", "--reward-attempts: expected 0 to 100, got 101")]
    [InlineData("generate --least-reward 2", "--least-reward: expected 0 to 1, got 2")]
    [InlineData("generate --reward-attempts 2", "--reward-attempts: expected --reward beside it, got none")]
    [InlineData("generate --device cuda:99", "(cpu")]
    [InlineData("generator train --batch 0", "Batch")]
    [InlineData("generator train --precision half", "bfloat16")]
    [InlineData("generator train --from missing --blocks 2", "--blocks: expected none beside --from")]
    [InlineData("generator train --from missing", "missing")]
    [InlineData("autoencoder train --perceptual missing", "--perceptual: expected a classifier and --perceptual-w")]
    [InlineData("autoencoder train --perceptual-weight 1", "--perceptual: expected a classifier and --perceptual-w")]
    [InlineData("autoencoder train --decoder-of a --from b", "--from: expected none beside --decoder-of")]
    [InlineData("autoencoder train --from a --channels 8", "--channels: expected none beside an autoencoder")]
    [InlineData("score . --reward missing --depth 7", "missing")]
    [InlineData("classifier train --precision float16", "float16 needs a GPU, and this process computes on the cpu")]
    [InlineData("generate --guidance 1,5", "--guidance: expected a number such as 1.5, got '1,5'")]
    [InlineData("demo --beta 0,3", "--beta: expected a number such as 1.5, got '0,3'")]
    [InlineData("demo --beta 1e999", "--beta: expected a number such as 1.5, got '1e999'")]
    [InlineData("demo --rank 0", "Finetune.Rank")]
    [InlineData("demo --data pickle.npz", "pickle.npz")]
    [InlineData("data pull pathmnist --size 30", "--size")]
    [InlineData("data info --nonsense", "nonsense")]
    [InlineData("data import missing --out out", "missing: folder: expected a folder, found none")]
    [InlineData("data import . --out out --size 4", "Size")]
    [InlineData("data import .", "--out")]
    [InlineData("sd train --from missing --tokens 8 --autoencoder bloodcells", "--tokens: expected none beside --from")]
    [InlineData("sd generate --model missing", "--prompt: expected a text or --class, got none")]
    [InlineData("sd generate --model missing --prompt a --steps 0", "Steps")]
    [InlineData("sd generate --model missing --prompt a --count 0", "--count: expected 1 to 100000, got 0")]
    [InlineData("sd generate --model missing --prompt a --scheduler heun", "scheduler: expected ddpm, ddim, pndm")]
    [InlineData("sd generate --model missing --prompt a --lora-weight .5 .5", "--lora-weight: expected at most 0")]
    [InlineData("sd generate --model missing --prompt a --lora b.safetensors", "b.safetensors: --lora: expected a")]
    [InlineData("sd generate --model missing --prompt a --classes pickle.npz", "--classes: expected --class, which")]
    [InlineData("sd train --dropout 0.1", "Dropout: expected 0, since networks of this shape have no dropout. Got 0.1")]
    [InlineData("sd finetune --model missing", "--data")]
    [InlineData("replay missing.png", "missing.png")]
    [InlineData("replay pickle.npz", "pickle.npz")]
    public void Bad_input_is_one_sentence_and_exit_code_two_and_leaves_nothing(string line, string words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("pickle.npz", [0x80, 2, .. new byte[64]]);

        var (code, _, error) = Run(folder, line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(words, error);
        Assert.StartsWith("pathalign: ", error);
        Assert.DoesNotContain("   at ", error);
        Assert.Equal(["pickle.npz"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("data info overflow.npz")]
    [InlineData("demo --data overflow.npz")]
    public void An_array_whose_shape_overflows_is_one_sentence_and_no_stack_trace(string line)
    {
        using var folder = new TemporaryFolder();
        const string Header = "{'descr': '|u1', 'fortran_order': False, 'shape': " +
            "(2147483647, 2147483647, 2147483647, 2147483647), }\n";
        folder.Write(
            "overflow.npz", HostileInputs.NpzOf(("train_images.npy", HostileInputs.NpyOf(Header, 4))));

        var (code, _, error) = Run(folder, line.Split(' '));

        Assert.Equal(2, code);
        Assert.StartsWith("pathalign: overflow.npz: ", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public void The_shipped_model_draws_a_grid()
    {
        using var folder = new TemporaryFolder();

        var (code, output, error) = Run(folder, "generate", "--class", "ADI,TUM", "--count", "1", "--steps", "3");

        Assert.True(code == 0, error);
        Assert.Contains("grid.png", output);
        Assert.True(File.Exists(folder.At("out/tiles/ADI-00000.png")));
        Assert.True(File.Exists(folder.At("out/tiles/grid.png")));
    }

    [Fact]
    [Slow]
    public async Task A_setting_of_the_environment_that_is_out_of_its_range_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("images/a"));
        for (byte i = 0; i < 4; i++)
            folder.Write(
                $"images/a/{i}.png",
                Png.Encode(RgbImage.Filled(28, 28, 200, (byte)(40 * i), 120), new Dictionary<string, string>()));
        string[] rate = ["rate", "--images", folder.At("images"), "--home", folder.At("home")];

        var (code, _, error) = await Programs.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll"), .. rate],
            [("Feedback__MinLookMs", "99999")]);

        Assert.StartsWith("pathalign: Feedback:MinLookMs: ", error);
        Assert.DoesNotContain("bug", error);
        Assert.Equal(2, code);
    }

    [Fact]
    [Slow]
    public void The_shipped_generator_of_blood_cells_draws_them_at_224_px()
    {
        using var folder = new TemporaryFolder();

        var (code, _, error) = Run(
            folder, "generate", "--model", "bloodcells", "--class", "platelet", "--count", "1", "--steps", "2");

        Assert.True(code == 0, error);
        var path = folder.At("out/tiles/platelet-00000.png");
        var image = Png.Decode(File.ReadAllBytes(path), path);
        Assert.Equal((224, 224), (image.Width, image.Height));
    }

    [Fact]
    [Slow]
    public void The_shipped_generator_draws_with_the_shipped_adapter_unless_told_otherwise()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["generate", "--class", "STR", "--count", "1", "--steps", "3"];

        Assert.Equal(0, Run(folder, command).code);
        Assert.Equal(0, Run(folder, [.. command, "--adapter", "none", "--out", "bare"]).code);

        string AdapterOf(string tile) =>
            Png.ReadText(File.ReadAllBytes(folder.At(tile)), tile)["pathalign:adapter_sha256"];
        Assert.Equal(64, AdapterOf("out/tiles/STR-00000.png").Length);
        Assert.Equal("none", AdapterOf("bare/STR-00000.png"));
    }

    [Fact]
    [Slow]
    public void A_tile_is_drawn_again_from_what_it_says_of_itself_and_a_changed_one_is_told_apart()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            0,
            Run(
                folder,
                "generate",
                "--class",
                "STR,TUM",
                "--count",
                "3",
                "--steps",
                "3",
                "--seed",
                "7",
                "--guidance",
                "2.5",
                "--out",
                "tiles").code);
        var (path, other) = (folder.At("tiles/TUM-00002.png"), folder.At("tiles/STR-00000.png"));
        var (text, image) = (Png.ReadText(File.ReadAllBytes(path), path), Png.Decode(File.ReadAllBytes(path), path));
        void Write(string name, RgbImage picture, params (string Key, string Value)[] changes) =>
            File.WriteAllBytes(
                folder.At(name),
                Png.Encode(
                    picture,
                    text.Concat(changes.Select(c => KeyValuePair.Create(c.Key, c.Value)))
                        .GroupBy(e => e.Key)
                        .ToDictionary(g => g.Key, g => g.Last().Value)));
        Write("older.png", image, ("Software", "PathAlign 0.0.1"));
        Write("taken.png", Png.Decode(File.ReadAllBytes(other), other));
        Write("stranger.png", image, ("pathalign:base_sha256", new string('0', 64)));
        Write("steps.png", image, ("pathalign:steps", "100000"));
        Write("range.png", image, ("pathalign:guidance-range", "all"));

        var same = Run(folder, "replay", "tiles/TUM-00002.png", "--out", "again.png");
        Assert.Equal((0, "tiles/TUM-00002.png: drawn again, the same to the byte"), (same.code, same.output.Trim()));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder.At("again.png")));
        Assert.Contains("the same pixels", Run(folder, "replay", "older.png").output);
        var taken = Run(folder, "replay", "taken.png");
        Assert.Equal((1, true), (taken.code, taken.output.Contains("another picture", StringComparison.Ordinal)));
        Assert.Contains($"expected the weights {new string('0', 64)}", Run(folder, "replay", "stranger.png").error);
        Assert.Contains("Steps", Run(folder, "replay", "steps.png").error);
        Assert.Contains("expected two noise times", Run(folder, "replay", "range.png").error);
    }

    [Fact]
    [Slow]
    public void A_data_set_is_shown_by_class()
    {
        using var folder = new TemporaryFolder();

        var (code, output, _) = Run(folder, "data", "info", "phantom");

        Assert.Equal(0, code);
        Assert.Contains("NORM", output);
        Assert.Contains("not real tissue", output);
    }
}

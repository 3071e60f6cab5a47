using System.Diagnostics;
using PathAlign.Imaging;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>The program as a user starts it: exit code and what it says.</summary>
public sealed class CommandLineTests
{
    private static (int code, string output, string error) Run(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
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
    [InlineData("generator train --batch 0", "Batch")]
    [InlineData("data pull pathmnist --size 30", "--size")]
    [InlineData("data info --nonsense", "nonsense")]
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
    public void The_shipped_generator_draws_with_the_shipped_adapter_unless_told_otherwise()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["generate", "--class", "STR", "--count", "1", "--steps", "3"];

        Assert.Equal(0, Run(folder, command).code);
        Assert.Equal(0, Run(folder, [.. command, "--adapter", "none", "--out", "bare"]).code);

        string AdapterOf(string tile) => Png.ReadText(File.ReadAllBytes(folder.At(tile)), tile)["pathalign:adapter_sha256"];
        Assert.Equal(64, AdapterOf("out/tiles/STR-00000.png").Length);
        Assert.Equal("none", AdapterOf("bare/STR-00000.png"));
    }

    [Fact]
    public void A_data_set_is_shown_by_class()
    {
        using var folder = new TemporaryFolder();

        var (code, output, _) = Run(folder, "data", "info", "phantom");

        Assert.Equal(0, code);
        Assert.Contains("NORM", output);
        Assert.Contains("not real tissue", output);
    }
}

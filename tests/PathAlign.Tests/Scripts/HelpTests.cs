using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using PathAlign.Tests.Deployment;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Scripts;

/// <summary>Help of <c>./pathalign</c>: it installs nothing and builds nothing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HelpTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", "usage: ./pathalign COMMAND")]
    [InlineData("-h", "usage: ./pathalign COMMAND")]
    [InlineData("test --help", "usage: ./pathalign test [quick]")]
    [InlineData("test quick --help", "usage: ./pathalign test quick")]
    [InlineData("bench --help", "usage: ./pathalign bench NAME")]
    [InlineData("cluster --help", "usage: ./pathalign COMMAND")]
    public async Task It_is_printed_without_a_call_of_dotnet_or_of_a_package_manager(string line, string expected)
    {
        var (code, output, error, called) = await RunAsync(line.Split(' '));

        Assert.Equal((0, "", false), (code, error, called));
        Assert.StartsWith(expected, output);
    }

    [Fact]
    public async Task Without_a_command_it_is_printed_as_an_error()
    {
        var (code, output, error, called) = await RunAsync([]);

        Assert.Equal((2, "", false), (code, output, called));
        Assert.StartsWith("usage: ./pathalign COMMAND", error);
    }

    [Fact]
    public async Task Every_command_of_the_command_line_is_listed()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll");
        var (_, own, _) = await Programs.RunAsync("dotnet", [program, "--help"]);
        var list = own[own.IndexOf("Commands:", StringComparison.Ordinal)..];
        var commands = Regex.Matches(list, "^  ([a-z]+)", RegexOptions.Multiline);

        var (_, listed, _, _) = await RunAsync(["--help"]);

        Assert.True(commands.Count > 10, own);
        Assert.All(commands, command => Assert.Matches($@"\b{command.Groups[1].Value}\b", listed));
    }

    /// <summary>Runs the script with a dotnet and an apt-get that leave a mark when they are called.</summary>
    private async Task<(int Code, string Output, string Error, bool Called)> RunAsync(string[] arguments)
    {
        var mark = _folder.At("called");
        var (mode, access) = (FileMode.Create, FileAccess.Write);
        FileStreamOptions options = new() { Mode = mode, Access = access, UnixCreateMode = Executable };
        foreach (var program in new[] { "dotnet", "apt-get" })
            await using (var file = new StreamWriter(_folder.At(program), options))
                await file.WriteAsync($"#!/bin/sh\ntouch {mark}\nexit 1\n");
        var search = ("PATH", $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}");
        var (code, output, error) = await Programs.RunAsync(Yaml.At("pathalign"), arguments, search);
        return (code, output, error, File.Exists(mark));
    }
}

using System.Diagnostics;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>The commands <c>account</c> and <c>audit</c> as a user starts them.</summary>
public sealed class AccountCommandTests
{
    [Fact]
    public async Task A_person_is_admitted_listed_and_kept_out_and_the_log_has_it()
    {
        using var folder = new TemporaryFolder();

        var set = await RunAsync(folder, "correct horse battery", "account", "anna:reviewer");
        var unknown = await RunAsync(folder, "", "account", "disable", "bert");
        var disabled = await RunAsync(folder, "", "account", "disable", "anna");
        var list = await RunAsync(folder, "", "account", "list");
        var key = await RunAsync(folder, "", "account", "replace-key", "anna");
        var audit = await RunAsync(folder, "", "audit", "--last", "2");

        Assert.Equal((0, "anna can sign in as reviewer"), (set.Code, set.Output));
        Assert.Equal((2, true), (unknown.Code, unknown.Error.Contains("expected a registered name, found 'bert'")));
        Assert.Equal((0, "anna: reviewer, password, disabled"), (disabled.Code, list.Output));
        Assert.StartsWith("anna.", key.Output);
        Assert.Contains("3 entries verified", audit.Output);
        Assert.Equal(
            ["user-disabled  anna", "key-replaced  anna"],
            audit.Output.Split('\n')[..^1].Select(line => line[(line.IndexOf("Z  ", StringComparison.Ordinal) + 3)..])
                .Select(line => line[(line.IndexOf("  ", StringComparison.Ordinal) + 2)..]));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        TemporaryFolder folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll"), .. arguments, "--home", "home"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), await error);
    }
}

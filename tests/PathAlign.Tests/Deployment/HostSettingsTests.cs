using System.Diagnostics;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>A service whose settings cannot be says so in one line and ends, before it does anything.</summary>
public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("painter", "", "", "expected 'pathalign-host")]
    [InlineData("generator", "", "", "Storage:SqlitePath: expected the path of the database file, found none")]
    [InlineData("generator", "PathAlign__Nonsense__Key", "1", "settings: Nonsense: expected one of the sections")]
    [InlineData("generator", "PathAlign__Bus__Nonsense", "1", "Bus:Nonsense: expected one of Host, Port")]
    [InlineData("generator", "PathAlign__Bus__Port", "many", "'many' at 'Bus:Port'")]
    [InlineData("generator", "PathAlign__Bus__TlsAuthority", "missing.pem", "Bus:TlsAuthority: expected a PEM file, found nothing at 'missing.pem'")]
    [InlineData("generator", "PathAlign__Compute__Device", "cuda:99", "settings: Compute:Device: expected what this LibTorch and this machine have (cpu")]
    public async Task What_is_wrong_is_told_in_one_line(string role, string name, string value, string expected)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pathalign-host.dll"), role]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        if (name.Length > 0) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var line = Assert.Single((await error).TrimEnd().Split('\n'));
        Assert.StartsWith("pathalign-host: ", line);
        Assert.Contains(expected, line);
        Assert.DoesNotContain("   at ", await output);
        Assert.Equal(2, process.ExitCode);
    }
}

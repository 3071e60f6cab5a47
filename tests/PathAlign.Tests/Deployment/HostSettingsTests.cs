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
    [
        InlineData(
            "generator",
            "PathAlign__Bus__TlsAuthority",
            "missing.pem",
            "Bus:TlsAuthority: expected a PEM file, found nothing at 'missing.pem'")
    ]
    [
        InlineData(
            "generator",
            "PathAlign__Compute__Device",
            "cuda:99",
            "settings: Compute:Device: expected a device of this machine that LibTorch supports (cpu")
    ]
    public async Task What_is_wrong_is_told_in_one_line(string role, string name, string value, string expected)
    {
        (string, string)[] settings =
        [
            ("DOTNET_ENVIRONMENT", "Development"),
            .. name.Length > 0 ? [(name, value)] : (IEnumerable<(string, string)>)[],
        ];

        var (code, output, error) = await Programs.RunAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "pathalign-host.dll"), role], settings);

        var line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("pathalign-host: ", line);
        Assert.Contains(expected, line);
        Assert.DoesNotContain("   at ", output);
        Assert.Equal(2, code);
    }
}

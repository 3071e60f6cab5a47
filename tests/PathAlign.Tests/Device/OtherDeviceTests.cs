using PathAlign.Tests.Categories;
using PathAlign.Tests.Cluster;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Device;

/// <summary>All stages on a device that is not the CPU, in a process of its own: LibTorch counts its devices once.</summary>
[Slow]
public sealed class OtherDeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_stage_computes_where_it_is_told_to()
    {
        Assert.SkipUnless(TorchSharp.torch.__version__.StartsWith("1.13", StringComparison.Ordinal), "the stand-in for a device is written against LibTorch 1.13; name a device by PATHALIGN_TEST_DEVICE");
        var (library, torch) = (_folder.At("other_device.so"), Path.Combine(LocalCluster.Root(), "shared/PathAlign.Torch/native/build.sh"));
        if (Environment.GetEnvironmentVariable(TestDevice.Named) is null) await RunAsync("bash", [torch, library, Path.Combine(LocalCluster.Root(), "tests/PathAlign.Tests/Device/other_device.cpp")]);

        var told = await RunAsync("dotnet", [typeof(OtherDeviceTests).Assembly.Location, "-noColor", "-explicit", "only", "-class", typeof(StagesOnDeviceTests).FullName!], (TestDevice.StandIn, library));

        Assert.Contains("Failed: 0, Skipped: 0", told);
        Assert.DoesNotContain("Total: 0", told);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (code, output, error) = await Programs.RunAsync(program, arguments, environment);
        Assert.True(code == 0, $"{program}: {output}{error}");
        return output;
    }
}

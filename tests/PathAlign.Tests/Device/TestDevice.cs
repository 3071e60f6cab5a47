using PathAlign.Models.Compute;
using static TorchSharp.torch;

namespace PathAlign.Tests.Device;

/// <summary>A device that is not the CPU: the one that <c>PATHALIGN_TEST_DEVICE</c> names, such as cuda.</summary>
internal static class TestDevice
{
    private const string Named = "PATHALIGN_TEST_DEVICE";

    /// <summary>Whether a device is named.</summary>
    internal static bool IsNamed => Environment.GetEnvironmentVariable(Named) is { Length: > 0 };

    /// <summary>Has everything compute on the device until what comes back is disposed of.</summary>
    internal static IDisposable Use()
    {
        var name = IsNamed
            ? Environment.GetEnvironmentVariable(Named)!
            : throw new InvalidOperationException($"expected a device in {Named}, such as cuda");
        ComputeDevice.Use(name, Named);
        return new Back();
    }

    private sealed class Back : IDisposable
    {
        public void Dispose() => set_default_device(CPU);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Device;

/// <summary>A device that is not the CPU: the one that <c>PATHALIGN_TEST_DEVICE</c> names, such as cuda.</summary>
internal static class TestDevice
{
    private const string Named = "PATHALIGN_TEST_DEVICE";

    /// <summary>Has everything compute on the device until what comes back is disposed of.</summary>
    internal static IDisposable Use()
    {
        var named = Environment.GetEnvironmentVariable(Named) is { Length: > 0 } name ? new torch.Device(name) : null;
        set_default_device(named ?? throw new InvalidOperationException($"expected a device in {Named}, such as cuda"));
        return new Back();
    }

    private sealed class Back : IDisposable
    {
        public void Dispose() => set_default_device(CPU);
    }
}

using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Device;

/// <summary>A device that is not the CPU: the one that <c>PATHALIGN_TEST_DEVICE</c> names, such as cuda, or a stand-in (<c>other_device.cpp</c>).</summary>
internal static unsafe class TestDevice
{
    internal const string Named = "PATHALIGN_TEST_DEVICE", StandIn = "PATHALIGN_TEST_DEVICE_LIBRARY";
    private static readonly Lazy<torch.Device> _device = new(Find);

    /// <summary>Has everything compute on the device until what comes back is disposed of.</summary>
    internal static IDisposable Use()
    {
        set_default_device(_device.Value);
        return new Back();
    }

    private static torch.Device Find()
    {
        if (Environment.GetEnvironmentVariable(Named) is { Length: > 0 } name) return new torch.Device(name);
        var library = NativeLibrary.Load(Environment.GetEnvironmentVariable(StandIn)!);
        var type = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "other_device_type"))();
        return new torch.Device((DeviceType)type, 0);
    }

    private sealed class Back : IDisposable
    {
        public void Dispose() => set_default_device(CPU);
    }
}

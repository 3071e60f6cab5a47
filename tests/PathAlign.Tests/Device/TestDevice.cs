using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Device;

/// <summary>A device that is not the CPU: the one that <c>PATHALIGN_TEST_DEVICE</c> names, such as cuda, or a stand-in (<c>other_device.cpp</c>).</summary>
internal static unsafe class TestDevice
{
    internal const string Named = "PATHALIGN_TEST_DEVICE", StandIn = "PATHALIGN_TEST_DEVICE_LIBRARY";
    private static torch.Device? _standIn;

    /// <summary>Before any test: LibTorch counts its devices at the first backward pass, wherever that runs, and never again.</summary>
    [ModuleInitializer]
    internal static void LoadStandIn()
    {
        if (Environment.GetEnvironmentVariable(StandIn) is not { Length: > 0 } path) return;
        var type = ((delegate* unmanaged<int>)NativeLibrary.GetExport(NativeLibrary.Load(path), "other_device_type"))();
        _standIn = new torch.Device((DeviceType)type, 0);
    }

    /// <summary>Has everything compute on the device until what comes back is disposed of.</summary>
    internal static IDisposable Use()
    {
        var named = Environment.GetEnvironmentVariable(Named) is { Length: > 0 } name ? new torch.Device(name) : _standIn;
        set_default_device(named ?? throw new InvalidOperationException($"expected a device in {Named}, such as cuda"));
        return new Back();
    }

    private sealed class Back : IDisposable
    {
        public void Dispose() => set_default_device(CPU);
    }
}

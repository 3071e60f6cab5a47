using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Telemetry;

/// <summary>
/// Memory in use on each GPU of the machine, from NVIDIA's management library; no measurement without that library.
/// </summary>
internal sealed class GpuMemory : IDisposable
{
    private const string Library = "libnvidia-ml.so.1";
    private readonly Meter _meter = new(RoundMetrics.MeterName);
    private readonly List<IntPtr> _devices = [];

    internal GpuMemory()
    {
        _meter.CreateObservableGauge(
            "pathalign.gpu.memory.used", Used, "By", "Memory in use on a GPU of the machine, by all processes.");
        if (!NativeLibrary.TryLoad(Library, out _) || nvmlInit_v2() != 0 || nvmlDeviceGetCount_v2(out var count) != 0)
            return;
        for (uint i = 0; i < count; i++)
            if (nvmlDeviceGetHandleByIndex_v2(i, out var device) == 0)
                _devices.Add(device);
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Used()
    {
        var found = new List<Measurement<long>>();
        for (var i = 0; i < _devices.Count; i++)
            if (nvmlDeviceGetMemoryInfo(_devices[i], out var memory) == 0)
                found.Add(new((long)memory.Used, new KeyValuePair<string, object?>("gpu", i)));
        return found;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total, Free, Used;
    }

    [DllImport(Library)] private static extern int nvmlInit_v2();
    [DllImport(Library)] private static extern int nvmlDeviceGetCount_v2(out uint count);
    [DllImport(Library)] private static extern int nvmlDeviceGetHandleByIndex_v2(uint index, out IntPtr device);
    [DllImport(Library)] private static extern int nvmlDeviceGetMemoryInfo(IntPtr device, out Memory memory);
}

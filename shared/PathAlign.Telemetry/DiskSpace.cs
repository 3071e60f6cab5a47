using System.Diagnostics.Metrics;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Telemetry;

/// <summary>Space on the disks of the folders that this process writes to.</summary>
internal sealed class DiskSpace : IDisposable
{
    private readonly Meter _meter = new(RoundMetrics.MeterName);
    private readonly List<(string Name, DriveInfo Drive)> _folders;

    /// <param name="workRoot">The folder of checkpoints; empty for none.</param>
    internal DiskSpace(string workRoot)
    {
        _folders = [("temporary", new DriveInfo(Path.GetTempPath()))];
        if (workRoot.Length > 0) _folders.Add(("work", new DriveInfo(Path.GetFullPath(workRoot))));
        _meter.CreateObservableGauge(
            "pathalign.disk.free", () => Each(d => d.AvailableFreeSpace), "By", "Free space on a folder's disk.");
        _meter.CreateObservableGauge(
            "pathalign.disk.size", () => Each(d => d.TotalSize), "By", "Size of a folder's disk.");
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<long>> Each(Func<DriveInfo, long> value)
    {
        var found = new List<Measurement<long>>();
        foreach (var (name, drive) in _folders)
            if (drive.IsReady)
                found.Add(new(value(drive), new KeyValuePair<string, object?>("folder", name)));
        return found;
    }
}

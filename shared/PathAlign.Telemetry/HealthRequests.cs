using System.Diagnostics;
using OpenTelemetry;

namespace PathAlign.Telemetry;

/// <summary>Keeps the probes' requests out of the traces: there is one every few seconds, and nothing comes of them.</summary>
internal sealed class HealthRequests : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.path") is string path && path.StartsWith("/health", StringComparison.Ordinal)) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}

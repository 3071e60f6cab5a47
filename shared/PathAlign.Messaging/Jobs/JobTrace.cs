using System.Diagnostics;

namespace PathAlign.Messaging.Jobs;

/// <summary>Carries a trace through the time that a job waits in the store.</summary>
public static class JobTrace
{
    /// <summary>The name of the product's activity source, for those who listen.</summary>
    public const string SourceName = "PathAlign";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Starts an activity under a stored parent. There is one even when nobody listens, so that logs and failures can
    /// name their trace.
    /// </summary>
    internal static Activity Start(string name, string? traceParent)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        if (Source.StartActivity(name, ActivityKind.Consumer, parent) is { } listened) return listened;
        var activity = new Activity(name);
        if (parent != default) activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return activity.Start();
    }
}

using System.Diagnostics;

namespace PathAlign.Messaging.Outbox;

/// <summary>Continues a trace that was stored with a document.</summary>
public static class StoredTrace
{
    /// <summary>The name of the product's activity source.</summary>
    public const string SourceName = "PathAlign";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// Starts an activity under a stored parent. An activity exists even if nobody listens, so that logs and failures
    /// can name their trace. An activity of another trace, such as the current request, becomes a link.
    /// </summary>
    internal static Activity Start(string name, ActivityKind kind, string? traceParent)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent);
        var links = Activity.Current is { } current && parent != default && current.TraceId != parent.TraceId
            ? new[] { new ActivityLink(current.Context) }
            : null;
        if (Source.StartActivity(kind, parent, links: links, name: name) is { } listened) return listened;
        var activity = new Activity(name);
        if (parent != default) activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        return activity.Start();
    }
}

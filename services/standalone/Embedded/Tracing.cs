using System.Diagnostics;
using PathAlign.Messaging.Outbox;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Keeps traces complete without a collector: activities are only created, and the bus only passes their ids on, if a
/// listener exists.
/// </summary>
internal static class Tracing
{
    private static readonly HashSet<string> _sources =
    [
        StoredTrace.SourceName,
        "MassTransit",
        "Microsoft.AspNetCore",
    ];

    /// <summary>Listens until the result is disposed of.</summary>
    internal static IDisposable Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => _sources.Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Settings;

namespace PathAlign.Feedback.Ratings;

/// <summary>Publishes events that are stored, so that a failure costs time and nothing else.</summary>
internal sealed class Publisher(IBus bus, IOptions<FeedbackOptions> options, ILogger<Publisher> log)
{
    internal const string ActivitySourceName = "PathAlign.Feedback";
    private static readonly ActivitySource Source = new(ActivitySourceName);

    /// <summary>
    /// Publishes in the trace that the event belongs to. False when the broker does not take it in time.
    /// </summary>
    internal async Task<bool> TryPublishAsync(IRoundEvent message, string? traceParent)
    {
        // The request that this happens in may belong to another trace than the event: then each shows the other.
        var request = Activity.Current is { } current
            && traceParent?.Contains(current.TraceId.ToHexString(), StringComparison.Ordinal) != true
            ? new[] { new ActivityLink(current.Context) }
            : null;
        using var activity = Source.StartActivity(
            ActivityKind.Internal, Parent(traceParent), links: request, name: $"publish {message.GetType().Name}");
        activity?.SetTag("pathalign.round", message.RoundId);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds));
        try
        {
            await bus.Publish(message, message.GetType(), limit.Token);
            return true;
        }
        // whatever a transport throws: the event is stored, and the announcer publishes it later
        catch (Exception error)
        {
            log.NotPublished(error, message.GetType().Name, message.RoundId);
            return false;
        }
    }

    private static ActivityContext Parent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? parent : default;
}

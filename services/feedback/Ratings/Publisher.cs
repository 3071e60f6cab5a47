using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Settings;

namespace PathAlign.Feedback.Ratings;

/// <summary>Publishes stored events; after a failure they are published later.</summary>
internal sealed class Publisher(IBus bus, IOptions<FeedbackOptions> options, ILogger<Publisher> log)
{
    internal const string ActivitySourceName = "PathAlign.Feedback";
    private static readonly ActivitySource Source = new(ActivitySourceName);

    /// <summary>Publishes in the event's trace. False if the broker does not accept the event in time.</summary>
    internal async Task<bool> TryPublishAsync(IRoundEvent message, string? traceParent)
    {
        // The current request may belong to another trace than the event: then the two are linked.
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
        // any transport error: the event is stored, and the announcer publishes it later
        catch (Exception error)
        {
            log.NotPublished(error, message.GetType().Name, message.RoundId);
            return false;
        }
    }

    private static ActivityContext Parent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? parent : default;
}

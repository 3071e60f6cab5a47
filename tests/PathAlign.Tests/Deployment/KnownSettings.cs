using System.Reflection;
using PathAlign.Feedback.Settings;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Messaging.RabbitMq;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.S3;
using PathAlign.Telemetry;
using PathAlign.Web.Audit;

namespace PathAlign.Tests.Deployment;

/// <summary>Which settings there are: asked of the options themselves.</summary>
internal static class KnownSettings
{
    private static readonly Type[] _options =
    [
        typeof(AuditOptions),
        typeof(BusOptions),
        typeof(ComputeOptions),
        typeof(FeedbackOptions),
        typeof(HttpOptions),
        typeof(JobOptions),
        typeof(MongoOptions),
        typeof(OutboxOptions),
        typeof(RetentionOptions),
        typeof(S3Options),
        typeof(StorageOptions),
        typeof(TelemetryOptions),
    ];

    internal static IReadOnlySet<string> All { get; } = _options.SelectMany(type =>
    {
        var section = (string)type.GetField(
            "Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        return type.GetProperties()
            .Where(p => p.SetMethod is { IsPublic: true })
            .Select(p => $"PathAlign__{section}__{p.Name}");
    }).Append("PathAlign__Secrets").ToHashSet();
}

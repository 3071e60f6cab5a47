using MassTransit;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Outbox;

namespace PathAlign.Messaging.Jobs;

/// <summary>A handler that this process has.</summary>
internal abstract class JobRegistration(string stage, JobQueue queue)
{
    /// <summary>The stage that handles it: a process runs one job of a stage at a time.</summary>
    internal string Stage { get; } = stage;

    /// <summary>The queue of its events, and of its jobs.</summary>
    internal JobQueue Queue { get; } = queue;

    /// <summary>Adds the consumer that turns its events into jobs.</summary>
    internal abstract void AddConsumer(IRegistrationConfigurator bus);

    /// <summary>Runs a job with a handler of a scope of its own.</summary>
    internal abstract Task<JobOutcome> RunAsync(
        IServiceProvider services, StoredEvent input, JobContext context, CancellationToken cancel);
}

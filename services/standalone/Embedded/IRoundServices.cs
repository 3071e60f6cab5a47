using PathAlign.Contracts.Events;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// The five services, as a client that starts rounds uses them: in this process, or in a cluster through its API.
/// </summary>
internal interface IRoundServices : IAsyncDisposable
{
    IObjectStore Objects { get; }

    /// <summary>Called once, before any call except those for objects.</summary>
    Task StartAsync(CancellationToken cancel);

    Task StopAsync();

    /// <summary>The champion's adapter of a base generator; null if the base draws without an adapter.</summary>
    Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel);

    Task RequestAsync(RoundRequested round, CancellationToken cancel);

    /// <summary>The latest jobs, newest first.</summary>
    Task<IReadOnlyList<JobDocument>> JobsAsync(string? roundId, JobState? state, CancellationToken cancel);

    /// <summary>How far the ratings of a round are; null if none of its images were queued.</summary>
    Task<RoundProgress?> RatingsAsync(string roundId, CancellationToken cancel);

    /// <summary>Redrives a parked job; null if there is no job with this id.</summary>
    Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel);

    /// <summary>Calls off a job that waits, runs or is parked; null if there is no job with this id.</summary>
    Task<JobDocument?> CancelJobAsync(string jobId, CancellationToken cancel);

    /// <summary>Sends dead letters back to their readers. Returns how many; null if there is no such queue.</summary>
    Task<int?> RedriveQueueAsync(string queue, CancellationToken cancel);

    /// <summary>Has deliveries to webhooks tried again that were given up. Returns how many.</summary>
    Task<int> RedriveWebhooksAsync(CancellationToken cancel);

    /// <summary>What is wrong with stores, jobs, broker, audit log and webhooks.</summary>
    Task<IReadOnlyList<Finding>> DiagnoseAsync(CancellationToken cancel);

    /// <summary>Registers a simulated rater and returns a client with its key.</summary>
    Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel);

    /// <summary>Removes what is older than the retention settings allow, or only lists it.</summary>
    Task<SweepReport> SweepAsync(bool dryRun, CancellationToken cancel);

    /// <summary>
    /// Replaces a person's name by a pseudonym everywhere. The result is not done if a job at work may still write the
    /// name.
    /// </summary>
    /// <param name="name">The person's name.</param>
    /// <param name="waits">Takes what it waits for, if that takes a while.</param>
    /// <param name="cancel">Stops.</param>
    Task<ErasureRun> EraseAsync(string name, Action<string> waits, CancellationToken cancel);
}

using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// The five services as seen by who asks them for rounds: in this process, or in a cluster behind its API.
/// </summary>
internal interface IRoundServices : IAsyncDisposable
{
    IObjectStore Objects { get; }

    /// <summary>Called once, before anything is asked for but objects.</summary>
    Task StartAsync(CancellationToken cancel);

    Task StopAsync();

    /// <summary>The adapter that draws for a base generator; null while the bare base does.</summary>
    Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel);

    Task RequestAsync(RoundRequested round, CancellationToken cancel);

    /// <summary>The latest jobs, the latest first.</summary>
    Task<IReadOnlyList<JobDocument>> JobsAsync(string? roundId, JobState? state, CancellationToken cancel);

    /// <summary>Lets a parked job be tried anew; null when there is none of that id.</summary>
    Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel);

    /// <summary>Registers a simulated rater and returns a client that has its key.</summary>
    Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel);
}

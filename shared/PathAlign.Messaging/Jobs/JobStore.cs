using System.Diagnostics;
using System.Runtime.CompilerServices;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Jobs;

/// <summary>The jobs of all stages, in the collection <c>jobs</c>.</summary>
public sealed class JobStore
{
    private const int MostAtOnce = 100;   // a queue has as many running jobs as workers
    private const int MostPerPage = 1000;

    private static readonly CollectionSpec Spec = new("jobs",
        new("due", ["queue", "state", "dueAt"]),
        new("queue", ["queue", "createdAt"]),
        new("round", ["roundId", "createdAt"]),
        new("state", ["state", "createdAt"]),
        new("announcement", ["announced", "state", "updatedAt"]),
        new("end", ["endsRound", "createdAt"]));

    private readonly DocumentCollection<JobDocument> _jobs;
    private readonly JobWake _wake;
    private readonly TimeProvider _clock;
    private readonly LeaseWatch _leases;

    internal JobStore(IDocumentStore documents, JobWake wake, TimeProvider clock) =>
        (_jobs, _wake, _clock, _leases) = (new(documents, Spec, ContractJson.Options), wake, clock, new(clock));

    /// <summary>The collection of the jobs.</summary>
    internal DocumentCollection<JobDocument> Documents => _jobs;

    internal long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Stores the job that a handler has to do for an event, unless it is there already, and returns it as it stands.
    /// </summary>
    public async Task<JobDocument> SubmitAsync(
        string stage, string kind, IRoundEvent input, CancellationToken cancel = default)
    {
        var job = await AddAsync(New(stage, kind, input), cancel).ConfigureAwait(false);
        if (job.State == JobState.Pending) _wake.Signal(job.Queue);
        return job;
    }

    /// <summary>The job of that id, or null.</summary>
    public Task<JobDocument?> GetAsync(string jobId, CancellationToken cancel = default) =>
        _jobs.GetAsync(jobId, cancel);

    /// <summary>
    /// Lets a failed or cancelled job be tried anew, from its last checkpoint and with all its tries. Repeats, and jobs
    /// that wait, run or are done, change nothing. Returns the job as it then stands, or null when there is none.
    /// </summary>
    public async Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel = default)
    {
        await UpdateAsync(jobId, job => job.State is JobState.Failed or JobState.Cancelled
            ? job with
            {
                State = JobState.Pending,
                Attempts = 0,
                DueAt = Now,
                Error = null,
                Outgoing = [],
                Announced = false,
            }
            : null, cancel).ConfigureAwait(false);
        var job = await GetAsync(jobId, cancel).ConfigureAwait(false);
        if (job is not null) _wake.Signal(job.Queue);
        return job;
    }

    /// <summary>
    /// Calls off a job that waits, runs or is parked; its worker notices at its next heartbeat. A job that is done
    /// stays as it is, and so does one whose failure is not announced yet. Returns the job as it then stands, or null
    /// when there is none.
    /// </summary>
    public async Task<JobDocument?> CancelAsync(string jobId, CancellationToken cancel = default) =>
        await UpdateAsync(
            jobId,
            job =>
                job.State is JobState.Pending or JobState.Running || job is { State: JobState.Failed, Announced: true }
                    ? job with { State = JobState.Cancelled, LeaseOwner = null }
                    : null,
            cancel).ConfigureAwait(false)
        ?? await GetAsync(jobId, cancel).ConfigureAwait(false);

    /// <summary>Jobs, the latest first, one page at a time.</summary>
    /// <param name="roundId">Only of this round; null for all.</param>
    /// <param name="state">Only in this state; null for all.</param>
    /// <param name="pageSize">1 to 1,000.</param>
    /// <param name="after">The cursor of the page before, or null for the first page.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">The page size or the cursor is not valid.</exception>
    public Task<JobPage> ListAsync(
        string? roundId = null,
        JobState? state = null,
        int pageSize = 50,
        string? after = null,
        CancellationToken cancel = default)
    {
        var conditions = new List<Condition>();
        if (roundId is not null) conditions.Add(Condition.Is("roundId", roundId));
        if (state is not null) conditions.Add(InState(state.Value));
        return PageAsync(new(conditions, "createdAt", Descending: true, pageSize, after), cancel);
    }

    /// <summary>All jobs of a round, the latest first.</summary>
    /// <param name="roundId">The round.</param>
    /// <param name="state">Only in this state; null for all.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<IReadOnlyList<JobDocument>> OfRoundAsync(
        string roundId, JobState? state = null, CancellationToken cancel = default)
    {
        var jobs = new List<JobDocument>();
        string? after = null;
        do
        {
            var page = await ListAsync(roundId, state, MostPerPage, after, cancel).ConfigureAwait(false);
            jobs.AddRange(page.Jobs);
            after = page.Next;
        }
        while (after is not null);
        return jobs;
    }

    /// <summary>All jobs in a state, the earliest first.</summary>
    public async IAsyncEnumerable<JobDocument> InStateAsync(
        JobState state, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (
            var (_, job) in _jobs.AllAsync([InState(state)], "createdAt", cancel).ConfigureAwait(false))
            yield return job;
    }

    /// <summary>The finished jobs of a round in a queue, the earliest first.</summary>
    public async IAsyncEnumerable<JobDocument> DoneAsync(
        string roundId, JobQueue queue, [EnumeratorCancellation] CancellationToken cancel)
    {
        var done = DoneIn(roundId, queue);
        await foreach (var (_, job) in _jobs.AllAsync(done, "createdAt", cancel).ConfigureAwait(false))
            yield return job;
    }

    /// <summary>The number of finished jobs of a round in a queue.</summary>
    public Task<long> CountDoneAsync(string roundId, JobQueue queue, CancellationToken cancel) =>
        _jobs.CountAsync(DoneIn(roundId, queue), cancel);

    /// <summary>The jobs of a queue, the latest first, one page at a time.</summary>
    /// <param name="queue">Stage and kind, as <see cref="JobDocument.Queue"/>.</param>
    /// <param name="pageSize">1 to 1,000.</param>
    /// <param name="after">The cursor of the page before, or null for the first page.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">The page size or the cursor is not valid.</exception>
    public Task<JobPage> OfQueueAsync(
        string queue, int pageSize = 50, string? after = null, CancellationToken cancel = default) =>
        PageAsync(new([Condition.Is("queue", queue)], "createdAt", Descending: true, pageSize, after), cancel);

    private static Condition[] DoneIn(string roundId, JobQueue queue) =>
        [Condition.Is("roundId", roundId), Condition.Is("queue", queue.Name), InState(JobState.Done)];

    internal static Condition InState(JobState state) => Condition.Is("state", state.ToString().ToLowerInvariant());

    internal JobDocument New(string stage, string kind, IRoundEvent input) => new()
    {
        Id = JobIdentity.Of(stage, kind, input),
        Stage = stage,
        Kind = kind,
        RoundId = input.RoundId,
        PlanKey = input.PlanKey,
        Input = StoredEvent.Of(input),
        TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        CreatedAt = Now,
        UpdatedAt = Now,
        DueAt = Now,
    };

    /// <summary>Inserts the job unless its id is taken, and returns what stands under the id.</summary>
    internal async Task<JobDocument> AddAsync(JobDocument job, CancellationToken cancel)
    {
        if (await _jobs.AddAsync(job.Id, job, cancel).ConfigureAwait(false)) return job;
        return await GetAsync(job.Id, cancel).ConfigureAwait(false)
            ?? throw new InvalidOperationException(
                $"job {job.Id}: expected a stored job, since an insert found its id taken; found none");
    }

    /// <summary>
    /// Leases the job of a queue that has been due longest, if any; jobs whose worker died come before new ones.
    /// </summary>
    internal async Task<JobDocument?> ClaimAsync(string queue, string owner, TimeSpan lease, CancellationToken cancel)
    {
        var running = (
            await FirstAsync(queue, JobState.Running, null, cancel).ConfigureAwait(false)).Where(
                job => _leases.HasEnded(job.Id, job.Version, lease)).ToList();
        return await ClaimAsync(running, owner, lease, cancel).ConfigureAwait(false)
            ?? await ClaimAsync(
                await FirstAsync(
                    queue, JobState.Pending, Condition.Below("dueAt", Now + 1), cancel).ConfigureAwait(false),
                owner,
                lease,
                cancel).ConfigureAwait(false)
            // Further ahead than any pause: from a clock that was put back since.
            ?? await ClaimAsync(
                await FirstAsync(
                    queue,
                    JobState.Pending,
                    Condition.Above("dueAt", Now + (2 * JobOptions.LongestPauseMs)),
                    cancel).ConfigureAwait(false),
                owner,
                lease,
                cancel).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Stored<JobDocument>>> FirstAsync(
        string queue, JobState state, Condition? due, CancellationToken cancel)
    {
        Condition[] conditions = [Condition.Is("queue", queue), InState(state), .. due is null ? [] : new[] { due }];
        return (
            await _jobs.PageAsync(new(conditions, "dueAt", PageSize: MostAtOnce), cancel)
                .ConfigureAwait(false)).Documents;
    }

    private async Task<JobDocument?> ClaimAsync(
        IReadOnlyList<Stored<JobDocument>> free, string owner, TimeSpan lease, CancellationToken cancel)
    {
        foreach (var found in free)
        {
            var claimed = found.Value with
            {
                State = JobState.Running,
                Attempts = found.Value.Attempts + 1,
                LeaseOwner = owner,
                DueAt = Now + (long)lease.TotalMilliseconds,
                UpdatedAt = Now,
            };
            if (await _jobs.ReplaceAsync(found, claimed, cancel).ConfigureAwait(false) is not { } stored) continue;
            _leases.Begins(stored.Id, stored.Version);
            return claimed;
        }
        return null;
    }

    /// <summary>
    /// Gives back the jobs of a process that died, one of each stage at most, as if it had stopped in order.
    /// </summary>
    internal async Task GiveBackAllAsync(CancellationToken cancel)
    {
        foreach (
            var running in (
                await ListAsync(state: JobState.Running, pageSize: 1000, cancel: cancel).ConfigureAwait(false)).Jobs)
            await UpdateAsync(
                running.Id,
                job =>
                    job.State == JobState.Running
                        ? job with
                        {
                            State = JobState.Pending,
                            Attempts = job.Attempts - 1,
                            DueAt = Now,
                            LeaseOwner = null,
                        }
                        : null,
                cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Changes a job against whatever else changes it. Null, and nothing stored, when there is none or the change
    /// declines.
    /// </summary>
    internal Task<JobDocument?> UpdateAsync(
        string jobId, Func<JobDocument, JobDocument?> change, CancellationToken cancel) =>
        _jobs.UpdateAsync(
            jobId, job => change(job) is { } changed ? changed with { UpdatedAt = Now } : null, cancel);

    /// <summary>
    /// The jobs that are done in rounds that go on, and each round's last job: its event may have been lost too.
    /// </summary>
    internal async IAsyncEnumerable<Stored<JobDocument>> OutcomesOfOpenRoundsAsync(
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var ended = new HashSet<string>();
        await foreach (
            var (_, job) in _jobs.AllAsync([Condition.Is("endsRound", true)], "createdAt", cancel)
                .ConfigureAwait(false))
            ended.Add(job.RoundId);
        await foreach (
            var job in _jobs.AllAsync([InState(JobState.Done)], "createdAt", cancel).ConfigureAwait(false))
            if (job.Value.EndsRound || !ended.Contains(job.Value.RoundId)) yield return job;
    }

    private async Task<JobPage> PageAsync(DocumentQuery query, CancellationToken cancel)
    {
        var page = await _jobs.PageAsync(query, cancel).ConfigureAwait(false);
        return new([.. page.Values], page.Next);
    }

    /// <summary>How many jobs of a queue are in a state, and when the one that is due first was stored.</summary>
    internal async Task<(long count, long? oldest)> CountAsync(string queue, JobState state, CancellationToken cancel)
    {
        IReadOnlyList<Condition> conditions = [Condition.Is("queue", queue), InState(state)];
        var count = await _jobs.CountAsync(conditions, cancel).ConfigureAwait(false);
        var first = count == 0
            ? null
            : await _jobs.FirstAsync(conditions, cancel, orderBy: "dueAt").ConfigureAwait(false);
        return (count, first?.Value.CreatedAt);
    }
}

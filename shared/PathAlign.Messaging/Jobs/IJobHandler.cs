using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// One kind of long work: what a stage does when an event arrives. The event is the job's whole input.
/// </summary>
/// <typeparam name="TEvent">The event that asks for it.</typeparam>
public interface IJobHandler<TEvent>
    where TEvent : class, IRoundEvent
{
    /// <summary>
    /// Whether the event concerns this handler; an event that does not becomes no job. Cheap: asked on every delivery.
    /// </summary>
    bool Accepts(TEvent input) => true;

    /// <summary>
    /// Does the work. Called again, on any machine, when a worker died: whatever it leaves outside its own work folder
    /// must come out the same a second time.
    /// </summary>
    /// <param name="input">The event.</param>
    /// <param name="context">Progress and a folder of the job's own, kept between tries.</param>
    /// <param name="cancel">Cancelled when the process stops, the lease is lost or an operator cancels: keep a
    /// checkpoint and throw.</param>
    /// <exception cref="PermanentFailureException">Trying again cannot help; the job is parked at once.</exception>
    Task<JobOutcome> RunAsync(TEvent input, JobContext context, CancellationToken cancel);
}

using PathAlign.Contracts;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Tries again what was given up, or calls it off. Each call is in the audit log before it takes effect.
/// </summary>
public sealed class Redrives
{
    private readonly JobStore _jobs;
    private readonly IDeadLetters _letters;
    private readonly WebhookQueue _webhooks;
    private readonly AuditLog _audit;

    internal Redrives(JobStore jobs, IDeadLetters letters, WebhookQueue webhooks, AuditLog audit) =>
        (_jobs, _letters, _webhooks, _audit) = (jobs, letters, webhooks, audit);

    /// <summary>A parked job. Returns its current state; null if there is no such job.</summary>
    public Task<JobDocument?> JobAsync(string who, string id, CancellationToken cancel) =>
        ChangeAsync(who, "job-redriven", id, _jobs.RedriveAsync, cancel);

    /// <summary>
    /// Calls off a job that waits, runs or is parked. Returns its current state; null if there is no such job.
    /// </summary>
    public Task<JobDocument?> CancelJobAsync(string who, string id, CancellationToken cancel) =>
        ChangeAsync(who, "job-cancelled", id, _jobs.CancelAsync, cancel);

    /// <summary>The messages of an error, skipped or dead-letter queue. Returns how many; null if no queue of the
    /// product has such a queue.</summary>
    public async Task<int?> QueueAsync(string who, string queue, CancellationToken cancel)
    {
        if (!IsQueue(queue)) return null;
        await _audit.AppendAsync(who, "queue-redriven", queue, cancel);
        return await _letters.RedriveAsync(queue, cancel);
    }

    /// <summary>All deliveries to webhooks that were given up. Returns how many.</summary>
    public async Task<int> WebhooksAsync(string who, CancellationToken cancel)
    {
        await _audit.AppendAsync(who, "webhooks-redriven", null, cancel);
        return await _webhooks.RedriveAsync(cancel);
    }

    private async Task<JobDocument?> ChangeAsync(
        string who,
        string what,
        string id,
        Func<string, CancellationToken, Task<JobDocument?>> change,
        CancellationToken cancel)
    {
        if (!NameRule.IsName(id) || await _jobs.GetAsync(id, cancel) is null) return null;
        await _audit.AppendAsync(who, what, id, cancel);
        return await change(id, cancel);
    }

    private static bool IsQueue(string name) =>
        name.Length <= 128 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}

using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Erasure;

/// <summary>
/// The right to erase, which one process has at a time. While ratings move, no set is frozen: a freeze looks at the
/// turn before and after it lists ratings.
/// </summary>
internal sealed class Turn(FeedbackCollections store, TimeProvider time, IOptions<JobOptions> jobs)
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);
    private readonly string _owner = $"{Environment.MachineName}-{Guid.NewGuid():N}";

    /// <summary>Takes the turn, or keeps it. False if another process has it.</summary>
    internal async Task<bool> TakeAsync(CancellationToken cancel) =>
        await store.Turns.PutAsync(
            ErasureTurn.Id,
            there => there is null
                ? new ErasureTurn { Owner = _owner, AliveAt = Now, Number = 1 }
                : there.Owner is not null && there.Owner != _owner && IsAlive(there)
                    ? null
                    : there with { Owner = _owner, AliveAt = Now, Number = there.Number + 1 },
            cancel) is not null;

    /// <summary>Moves ratings. Afterwards sets may be frozen again, unless the process dies.</summary>
    /// <exception cref="InvalidOperationException">Another process took the turn meanwhile.</exception>
    internal async Task MoveAsync(Func<Task> move, CancellationToken cancel)
    {
        await SetAsync(turn => turn with { Moving = true, Number = turn.Number + 1 }, cancel);
        await move();
        await SetAsync(turn => turn with { Moving = false }, cancel);
    }

    /// <summary>Gives the turn back.</summary>
    internal Task GiveBackAsync(CancellationToken cancel) => store.Turns.UpdateAsync(
        ErasureTurn.Id, turn => turn.Owner == _owner ? turn with { Owner = null } : null, cancel);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task SetAsync(Func<ErasureTurn, ErasureTurn> change, CancellationToken cancel)
    {
        if (await store.Turns.UpdateAsync(
            ErasureTurn.Id, turn => turn.Owner == _owner ? change(turn) with { AliveAt = Now } : null, cancel) is null)
            throw new InvalidOperationException("erasure: expected the turn of this process, found another's");
    }

    // In a home no other process can be at work: what stands there is of one that died.
    private bool IsAlive(ErasureTurn turn) =>
        !jobs.Value.TakeOverAtStart && Math.Abs(Now - turn.AliveAt) < (long)_lease.TotalMilliseconds;
}

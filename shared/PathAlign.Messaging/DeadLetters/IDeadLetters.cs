namespace PathAlign.Messaging.DeadLetters;

/// <summary>Messages that the broker keeps aside since no reader could work on them.</summary>
public interface IDeadLetters
{
    /// <summary>The queues that hold such messages.</summary>
    Task<IReadOnlyList<DeadLetterQueue>> ListAsync(CancellationToken cancel);

    /// <summary>Sends the messages of such a queue back to the queue that they came from.</summary>
    /// <returns>How many went back; null if there is no such queue.</returns>
    Task<int?> RedriveAsync(string queue, CancellationToken cancel);
}

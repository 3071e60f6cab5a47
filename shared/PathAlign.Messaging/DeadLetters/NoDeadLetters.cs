namespace PathAlign.Messaging.DeadLetters;

/// <summary>For events in memory, which end with the process.</summary>
public sealed class NoDeadLetters : IDeadLetters
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterQueue>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<DeadLetterQueue>>([]);

    /// <inheritdoc/>
    public Task<int?> RedriveAsync(string queue, CancellationToken cancel) => Task.FromResult<int?>(null);
}

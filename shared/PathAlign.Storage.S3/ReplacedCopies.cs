using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Removes this process's copies of objects that were replaced since, by an erasure in whatever process. A copy would
/// be read in place of its successor, and keep the name that was erased.
/// </summary>
internal sealed partial class ReplacedCopies(
    S3ObjectStore store, ILogger<ReplacedCopies> log, ReplacedObjects? replaced = null) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Removes them now.</summary>
    internal async Task RemoveAsync(CancellationToken cancel)
    {
        foreach (var key in replaced is null ? [] : store.CopiedTexts())
            if (await replaced!.SuccessorAsync(key, cancel).ConfigureAwait(false) is not null) store.RemoveCopy(key);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do await TryRemoveAsync(stoppingToken).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task TryRemoveAsync(CancellationToken cancel)
    {
        try
        {
            await RemoveAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            CopiesKept(error);   // tried again after the interval
        }
    }

    [
        LoggerMessage(
            EventName = "CopiesKept",
            Level = LogLevel.Warning,
            Message = "Copies of replaced objects could not be removed yet; trying again")
    ]
    private partial void CopiesKept(Exception error);
}

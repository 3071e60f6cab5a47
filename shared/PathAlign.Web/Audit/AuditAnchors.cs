using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PathAlign.Web.Audit;

/// <summary>
/// Anchors the head of the audit log outside the document store: as a log event and, if the settings name one, in a
/// file. At start, at intervals and at stop, if there is a new entry.
/// </summary>
internal sealed class AuditAnchors(
    AuditLog audit, TimeProvider time, IOptions<AuditOptions> options, ILogger<AuditAnchors> log) : BackgroundService
{
    private long _anchored;

    /// <summary>The age of the oldest entry that this process has not anchored; zero if it has anchored all.</summary>
    internal async Task<TimeSpan> UnanchoredAsync(CancellationToken cancel) =>
        await audit.NextAsync(Volatile.Read(ref _anchored), cancel) is { } entry
            ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(entry.At)
            : TimeSpan.Zero;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await audit.OpenAsync(cancellationToken);
        await AnchorAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAnchorAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.AnchorMinutes), time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryAnchorAsync(stoppingToken);
    }

    private async Task TryAnchorAsync(CancellationToken cancel)
    {
        try
        {
            await AnchorAsync(cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.AnchorFailed(error.Message);   // tried again at the next interval
        }
    }

    private async Task AnchorAsync(CancellationToken cancel)
    {
        if (await audit.HeadAsync(cancel) is not { } head || head.Number == _anchored) return;
        log.AuditAnchored(head.Number, head.Hash);
        if (options.Value.AnchorFile.Length > 0)
            AnchorFile.Append(options.Value.AnchorFile, new AuditAnchor(time.GetUtcNow(), head.Number, head.Hash));
        Volatile.Write(ref _anchored, head.Number);
    }
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Removes the folders of jobs that no try will continue, at start and then every hour. Each worker does it for its own
/// folder of work: no other process can reach that.
/// </summary>
internal sealed partial class WorkFolders(
    JobStore jobs, IOptions<JobOptions> settings, TimeProvider clock, ILogger<WorkFolders> log) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromHours(1);

    // Its job is stored before a folder is made, so a folder without one belonged to a job that is gone.
    private static readonly TimeSpan _grace = TimeSpan.FromDays(1);
    private readonly JobOptions _options = settings.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.WorkFoldersFailed(error);   // tried again in an hour
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>Removes what is due. Returns the number of removed folders.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancel)
    {
        var removed = 0;
        if (!Directory.Exists(_options.WorkRoot)) return removed;
        foreach (var folder in new DirectoryInfo(_options.WorkRoot).EnumerateDirectories())
        {
            if (!JobId().IsMatch(folder.Name) || !await IsDueAsync(folder, cancel).ConfigureAwait(false)) continue;
            folder.Delete(recursive: true);
            log.WorkFolderRemoved(folder.Name);
            removed++;
        }
        return removed;
    }

    private async Task<bool> IsDueAsync(DirectoryInfo folder, CancellationToken cancel) =>
        await jobs.GetAsync(folder.Name, cancel).ConfigureAwait(false) switch
        {
            null => folder.LastWriteTimeUtc < clock.GetUtcNow() - _grace,
            { State: JobState.Done, Announced: true } => true,
            { State: JobState.Failed or JobState.Cancelled } job =>
                _options.WorkFolderDays > 0
                    && job.UpdatedAt < clock.GetUtcNow().AddDays(-_options.WorkFolderDays).ToUnixTimeMilliseconds(),
            _ => false,
        };

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex JobId();
}

using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Plans;
using PathAlign.Rounds;
using PathAlign.Storage;
using PathAlign.Storage.Objects;

namespace PathAlign.Reward.Rounds;

/// <summary>
/// Downloads the real tiles and the classifier of a round while its images are rated, so that the training does not
/// wait for them. The training itself downloads files that are still missing.
/// </summary>
public sealed class TrainingFiles(IObjectStore objects, RoundInputs inputs, ILogger<TrainingFiles> log)
    : BackgroundService
{
    private const int Remembered = 16;

    private readonly Channel<string> _plans = Channel.CreateBounded<string>(
        new BoundedChannelOptions(Remembered) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Queue<string> _asked = new();

    /// <summary>Starts the download of a round's files, once; returns immediately.</summary>
    public void Fetch(string planKey)
    {
        if (!objects.IsServed) return;   // the files are on this machine
        lock (_asked)
        {
            if (_asked.Contains(planKey)) return;
            _asked.Enqueue(planKey);
            if (_asked.Count > Remembered) _asked.Dequeue();
        }
        _plans.Writer.TryWrite(planKey);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var planKey in _plans.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                var plan = await inputs.PlanAsync(planKey, stoppingToken);
                if (plan.FilterKey.Length == 0) continue;   // a study that only collects ratings
                await objects.GetFileAsync(plan.FilterKey, stoppingToken);
                if (plan.StoresData) await objects.GetFileAsync(plan.Data, stoppingToken);
                log.FilesFetched(plan.RoundId);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.FilesNotFetched(planKey, error);
            }
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PathAlign.Storage.S3;

/// <summary>Sets up the bucket at start, as soon as the server answers.</summary>
internal sealed partial class S3SetUp(S3ObjectStore store, ILogger<S3SetUp> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.SetUpAsync(stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (StoreUnavailableException error)
            {
                BucketNotReady(error);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [
        LoggerMessage(
            EventName = "BucketNotReady",
            Level = LogLevel.Warning,
            Message = "The bucket is not set up yet; trying again")
    ]
    private partial void BucketNotReady(Exception error);
}

using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Whether stored times are in the future: then a clock was wrong or is wrong now.</summary>
internal sealed class ClockCheck(JobStore jobs, TimeProvider time) : ICheck
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(2);

    public string Name => "clock";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var newest = (await jobs.ListAsync(pageSize: 1, cancel: cancel)).Jobs.FirstOrDefault();
        var ahead = DateTimeOffset.FromUnixTimeMilliseconds(newest?.CreatedAt ?? 0) - time.GetUtcNow();
        return ahead <= _tolerance
            ? Finding.Well(Name, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC")
            : Finding.Fault(
                Name,
                $"job {newest!.Id} was stored {ahead.TotalMinutes:0} minutes in the future of this machine's clock",
                "set the clocks of all machines by NTP");
    }
}

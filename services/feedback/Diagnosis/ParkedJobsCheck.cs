using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Jobs that were given up.</summary>
internal sealed class ParkedJobsCheck(JobStore jobs) : ICheck
{
    private const int Most = 200;

    public string Name => "parked jobs";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var page = await jobs.ListAsync(state: JobState.Failed, pageSize: Most, cancel: cancel);
        if (page.Jobs is not [var newest, ..]) return Finding.Well(Name, "none");
        var count = page.Next is null ? $"{page.Jobs.Count}" : $"more than {Most}";
        return Finding.Fault(
            Name,
            $"{count}; the newest is {newest.Queue} of round {newest.RoundId}: {newest.Error}",
            $"remove the cause, then pathalign redrive {newest.Id}; pathalign status lists all");
    }
}

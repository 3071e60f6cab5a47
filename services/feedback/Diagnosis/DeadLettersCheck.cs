using PathAlign.Messaging.DeadLetters;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Messages that the broker keeps aside.</summary>
internal sealed class DeadLettersCheck(IDeadLetters letters) : ICheck
{
    public string Name => "dead letters";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var queues = await letters.ListAsync(cancel);
        return queues.Count == 0
            ? Finding.Well(Name, "none")
            : Finding.Fault(
                Name,
                string.Join(", ", queues.Select(queue => $"{queue.Messages} in {queue.Queue}")),
                $"remove the cause, then pathalign redrive --queue {queues[0].Queue}");
    }
}

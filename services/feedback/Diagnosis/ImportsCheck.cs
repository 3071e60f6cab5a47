using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Committed imports whose ratings have not all arrived in their sets.</summary>
internal sealed class ImportsCheck(FeedbackCollections store) : ICheck
{
    public string Name => "imports";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var waiting = await store.Imports.CountAsync([Condition.Is("done", false)], cancel);
        return waiting == 0
            ? Finding.Well(Name, "none is unfinished")
            : Finding.Fault(
                Name,
                $"{waiting} committed but not yet in their sets",
                "start the feedback service: it finishes them; if it runs, see its log");
    }
}

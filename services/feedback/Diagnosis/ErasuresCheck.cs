using PathAlign.Feedback.Erasure;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Erasures of people that cannot go on.</summary>
internal sealed class ErasuresCheck(Erasures erasures) : ICheck
{
    public string Name => "erasures";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var failed = await erasures.FailedAsync(cancel);
        return failed is not [var first, ..]
            ? Finding.Well(Name, "none fails")
            : Finding.Fault(
                Name,
                $"{failed.Count} fail; that of {first.Pseudonym} with: {first.Error}",
                "remove the cause; the feedback service tries again every minute. No set may be frozen while ratings " +
                    "are half moved");
    }
}

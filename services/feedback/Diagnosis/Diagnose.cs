using PathAlign.Files;
using PathAlign.Storage;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Runs all checks. A check that cannot be made is a finding too.</summary>
public sealed class Diagnose
{
    private readonly IEnumerable<ICheck> _checks;

    internal Diagnose(IEnumerable<ICheck> checks) => _checks = checks;

    /// <summary>The findings, in the order of the checks.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var check in _checks) findings.Add(await RunAsync(check, cancel));
        return findings;
    }

    private static async Task<Finding> RunAsync(ICheck check, CancellationToken cancel)
    {
        try
        {
            return await check.RunAsync(cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            return Finding.Fault(check.Name, $"it could not be checked: {error.Message}", Remedy(error));
        }
    }

    private static string Remedy(Exception error) => error switch
    {
        StoreUnavailableException => "start the store, or give it disk space",
        StoreRefusedException => "give this service its rights at the store",
        InvalidInputException or ObjectCorruptException => "restore the file from a backup",
        _ => "see the log of the feedback service",
    };
}

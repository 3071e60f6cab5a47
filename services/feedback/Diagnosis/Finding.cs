namespace PathAlign.Feedback.Diagnosis;

/// <summary>What a check found.</summary>
/// <param name="Check">What was checked.</param>
/// <param name="Ok">Whether all is well.</param>
/// <param name="Found">What was found, in a sentence.</param>
/// <param name="Remedy">What to do; null if all is well.</param>
public sealed record Finding(string Check, bool Ok, string Found, string? Remedy = null)
{
    internal static Finding Well(string check, string found) => new(check, true, found);

    internal static Finding Fault(string check, string found, string remedy) => new(check, false, found, remedy);
}

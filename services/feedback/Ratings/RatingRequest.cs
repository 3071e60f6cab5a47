using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Feedback.Storage;

namespace PathAlign.Feedback.Ratings;

/// <summary>The body of a new rating.</summary>
internal sealed record RatingRequest
{
    /// <summary>How often a rater may change a rating.</summary>
    internal const int MaxRevision = 20;

    internal const int MaxLookedMs = 24 * 3600 * 1000;

    /// <summary>Nothing but these fields, each once, each of its type.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    /// <summary>As the queue named it.</summary>
    public required string ImageId { get; init; }

    /// <summary>A step of the study's scale: all of these, or implausible, unsure and plausible alone.</summary>
    [AllowedValues("implausible", "rather-implausible", "unsure", "rather-plausible", "plausible")]
    public required string Verdict { get; init; }

    /// <summary>Which of the study's criteria look wrong, each once.</summary>
    public string[] Faults { get; init; } = [];

    /// <summary>What else the rater has to say, by default at most 2,000 characters.</summary>
    public string? Remark { get; init; }

    /// <summary>0 for a first rating; a change of mind says one more than the rating that it takes the place of.</summary>
    [Range(0, MaxRevision)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Revision { get; init; }

    /// <summary>How long the rater looked, in milliseconds.</summary>
    [Range(0, MaxLookedMs)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LookedMs { get; init; }

    /// <summary>The verdict on that scale; null when it is none of its steps.</summary>
    internal Verdict? VerdictOn(int steps) => VerdictLevel.Of(steps).FirstOrDefault(level => level.Name == Verdict)?.Verdict;

    /// <summary>What breaks a rule; null when nothing does.</summary>
    internal string? Fault(FeedbackOptions options)
    {
        if (VerdictOn(options.ScaleSteps) is null) return $"verdict: expected {string.Join(", ", VerdictLevel.Of(options.ScaleSteps).Select(l => l.Name))}";
        if (Revision is < 0 or > MaxRevision) return $"revision: expected 0 to {MaxRevision}, found {Revision}";
        if (LookedMs is < 0 or > MaxLookedMs) return $"lookedMs: expected 0 to {MaxLookedMs}, found {LookedMs}";
        if (Faults.Length > options.CriteriaOrDefault.Count) return $"faults: expected at most {options.CriteriaOrDefault.Count}, found {Faults.Length}";
        if (Faults.Any(f => !options.CriteriaOrDefault.Contains(f, StringComparer.Ordinal))) return $"faults: expected some of {string.Join(", ", options.CriteriaOrDefault)}";
        if (Faults.Distinct().Count() < Faults.Length) return "faults: expected each criterion once";
        if (Remark?.Length > options.MaxRemarkLength) return $"remark: expected at most {options.MaxRemarkLength} characters, found {Remark.Length}";
        return Remark?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true ? "remark: expected text without control characters" : null;
    }

    /// <summary>The same for requests that ask for the same.</summary>
    internal string Hash() => Fingerprint.Of(JsonSerializer.SerializeToUtf8Bytes(this with { Faults = [.. Faults.Order(StringComparer.Ordinal)] }, Json));
}

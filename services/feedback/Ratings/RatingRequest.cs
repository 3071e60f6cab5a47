using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Contracts.Datasets;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Ratings;

/// <summary>The body of a new rating.</summary>
internal sealed record RatingRequest
{
    /// <summary>Maximum number of changes of a rating.</summary>
    internal const int MaxRevision = 20;

    internal const int MaxLookedMs = 24 * 3600 * 1000;

    /// <summary>Rejects unknown fields, duplicate fields and wrong types.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    /// <summary>The id from the queue.</summary>
    public required string ImageId { get; init; }

    /// <summary>
    /// A step of the study's scale: from implausible to plausible for an image, from left to right for a pair; the
    /// second and fourth step only if the study has five steps.
    /// </summary>
    [
        AllowedValues(
            "implausible",
            "rather-implausible",
            "unsure",
            "rather-plausible",
            "plausible",
            "left",
            "rather-left",
            "alike",
            "rather-right",
            "right")
    ]
    public required string Verdict { get; init; }

    /// <summary>The study's criteria that look wrong, each once; none for a pair.</summary>
    public string[] Faults { get; init; } = [];

    /// <summary>A remark; by default at most 2,000 characters.</summary>
    public string? Remark { get; init; }

    /// <summary>0 for a first rating; a changed rating has one more than the rating that it replaces.</summary>
    [Range(0, MaxRevision)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Revision { get; init; }

    /// <summary>
    /// How long the item was on the rater's screen, in milliseconds; 0 for unknown. Less than the study's minLookMs is
    /// refused.
    /// </summary>
    [Range(0, MaxLookedMs)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LookedMs { get; init; }

    /// <summary>The first broken rule that applies to images and pairs alike; null if there is none.</summary>
    internal string? Fault(FeedbackOptions options)
    {
        bool[] both = [false, true];
        if (!both.Any(ofPair => IsOn(options.ScaleSteps, ofPair)))
            return $"verdict: expected " +
                $"{string.Join(", or of a pair ", both.Select(ofPair => Steps(options.ScaleSteps, ofPair)))}";
        if (Revision is < 0 or > MaxRevision) return $"revision: expected 0 to {MaxRevision}, found {Revision}";
        if (LookedMs is < 0 or > MaxLookedMs) return $"lookedMs: expected 0 to {MaxLookedMs}, found {LookedMs}";
        if (Faults.Length > DatasetDescription.MaxCriteria)
            return $"faults: expected at most {DatasetDescription.MaxCriteria}, found {Faults.Length}";
        if (Faults.Distinct().Count() < Faults.Length) return "faults: expected each criterion once";
        if (Remark?.Length > options.MaxRemarkLength)
            return $"remark: expected at most {options.MaxRemarkLength} characters, found {Remark.Length}";
        return Remark?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true
            ? "remark: expected text without control characters"
            : null;
    }

    /// <summary>The first broken rule for an image or for a pair; null if there is none.</summary>
    /// <param name="steps">Steps of the scale.</param>
    /// <param name="ofPair">Whether the item is a pair.</param>
    /// <param name="criteria">The criteria that can be marked as wrong.</param>
    internal string? Misfit(int steps, bool ofPair, IReadOnlyList<string> criteria)
    {
        if (!IsOn(steps, ofPair))
            return $"verdict: expected {Steps(steps, ofPair)} of {(ofPair ? "a pair" : "an image")}, found {Verdict}";
        if (ofPair && Faults.Length > 0) return $"faults: expected none of a pair, found {Faults.Length}";
        return Faults.Any(f => !criteria.Contains(f, StringComparer.Ordinal))
            ? $"faults: expected some of {string.Join(", ", criteria)}"
            : null;
    }

    private bool IsOn(int steps, bool ofPair) => VerdictLevel.Of(steps, ofPair).Any(level => level.Name == Verdict);

    private static string Steps(int steps, bool ofPair) =>
        string.Join(", ", VerdictLevel.Of(steps, ofPair).Select(level => level.Name));

    /// <summary>Equal for requests with the same content.</summary>
    internal string Hash() =>
        Fingerprint.Of(
            JsonSerializer.SerializeToUtf8Bytes(
                this with { Faults = [.. Faults.Order(StringComparer.Ordinal)] }, Json));
}

using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Feedback.Storage;

namespace PathAlign.Feedback.Ratings;

/// <summary>The body of a new rating.</summary>
internal sealed record RatingRequest
{
    /// <summary>Nothing but the four fields, each once, each of its type.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    public required string ImageId { get; init; }

    public required string Verdict { get; init; }

    public string[] Faults { get; init; } = [];

    public string? Remark { get; init; }

    [JsonIgnore]
    internal Verdict? ParsedVerdict => Verdict switch
    {
        "plausible" => Ratings.Verdict.Plausible,
        "implausible" => Ratings.Verdict.Implausible,
        "unsure" => Ratings.Verdict.Unsure,
        _ => null,
    };

    /// <summary>What breaks a rule; null when nothing does.</summary>
    internal string? Fault(FeedbackOptions options)
    {
        if (ParsedVerdict is null) return "verdict: expected plausible, implausible or unsure";
        if (Faults.Length > options.CriteriaOrDefault.Count) return $"faults: expected at most {options.CriteriaOrDefault.Count}, found {Faults.Length}";
        if (Faults.Any(f => !options.CriteriaOrDefault.Contains(f, StringComparer.Ordinal))) return $"faults: expected some of {string.Join(", ", options.CriteriaOrDefault)}";
        if (Faults.Distinct().Count() < Faults.Length) return "faults: expected each criterion once";
        if (Remark?.Length > options.MaxRemarkLength) return $"remark: expected at most {options.MaxRemarkLength} characters, found {Remark.Length}";
        return Remark?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true ? "remark: expected text without control characters" : null;
    }

    /// <summary>The same for requests that ask for the same.</summary>
    internal string Hash() => Fingerprint.Of(JsonSerializer.SerializeToUtf8Bytes(this with { Faults = [.. Faults.Order(StringComparer.Ordinal)] }, Json));
}

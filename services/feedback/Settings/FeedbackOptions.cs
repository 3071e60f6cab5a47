using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Manifests;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Settings;

/// <summary>Settings of the feedback service.</summary>
public sealed class FeedbackOptions : AccessOptions
{
    /// <summary>Their place in the configuration.</summary>
    public const string Section = "Feedback";

    /// <summary>Steps of the plausibility scale: 5, or 3 for implausible, unsure and plausible alone.</summary>
    [AllowedValues(3, 5)]
    public int ScaleSteps { get; set; } = 5;

    /// <summary>
    /// How long after the last rating a set that has enough of them stays open, so that its rater may still change it,
    /// in seconds.
    /// </summary>
    [Range(0, 600)]
    public int UndoSeconds { get; set; }

    /// <summary>How long an image that was handed out is kept for its rater, in minutes.</summary>
    [Range(1, 1440)]
    public int ReservationMinutes { get; set; } = 30;

    /// <summary>The largest body of ratings in bulk, in bytes.</summary>
    [Range(1024, 1 << 26)]
    public int MaxBulkBytes { get; set; } = 1 << 22;

    /// <summary>The most ratings in one bulk.</summary>
    [Range(1, 100_000)]
    public int MaxBulkRatings { get; set; } = 1000;

    /// <summary>The largest body of ratings to import, in bytes.</summary>
    [Range(1024, 1 << 29)]
    public int MaxImportBytes { get; set; } = 1 << 26;

    /// <summary>The longest remark in characters.</summary>
    [Range(0, 10_000)]
    public int MaxRemarkLength { get; set; } = 2000;

    /// <summary>The most images handed out at once.</summary>
    [Range(1, 1000)]
    public int MaxImagesPerPage { get; set; } = 100;

    /// <summary>The largest object that an operator may store by the API, in bytes.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxObjectBytes { get; set; } = 1L << 33;

    /// <summary>Where events are sent; none by default.</summary>
    public WebhookEndpoint[] Webhooks { get; set; } = [];

    /// <summary>
    /// How often a delivery is tried before it has failed. The pauses double from 5 seconds to an hour.
    /// </summary>
    [Range(1, 30)]
    public int WebhookTries { get; set; } = 12;

    /// <inheritdoc/>
    protected override string Place => Section;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var fault in base.Validate(validationContext)) yield return fault;
        foreach (var (index, endpoint) in Webhooks.Index())
            foreach (var fault in endpoint.Faults($"{Section}:{nameof(Webhooks)}:{index}")) yield return fault;
        if (Webhooks.DistinctBy(e => e.Url).Count() < Webhooks.Length)
            yield return new ValidationResult($"{Section}:{nameof(Webhooks)}: expected each address once.");
    }
}

using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Manifests;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Settings;

/// <summary>Settings of the feedback service.</summary>
public sealed class FeedbackOptions : AccessOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Feedback";

    /// <summary>Steps of the plausibility scale: 5, or 3 for only implausible, unsure and plausible.</summary>
    [AllowedValues(3, 5)]
    public int ScaleSteps { get; set; } = 5;

    /// <summary>
    /// How long a set with enough ratings stays open after the last one, in seconds, so that its rater can still change
    /// it, or undo the sheet that completed it; 0 if nobody can.
    /// </summary>
    [Range(0, 600)]
    public int UndoSeconds { get; set; } = 15;

    /// <summary>
    /// How long an item must have been on the screen before a verdict on it counts, in milliseconds; 0 for no minimum.
    /// </summary>
    [Range(0, 5000)]
    public int MinLookMs { get; set; } = 250;

    /// <summary>How long an image is reserved for the rater who got it, in minutes.</summary>
    [Range(1, 1440)]
    public int ReservationMinutes { get; set; } = 30;

    /// <summary>
    /// How long an erasure waits before its last pass, in seconds. Requests that were under way have ended by then.
    /// </summary>
    [Range(0, 3600)]
    public int ErasureSettleSeconds { get; set; } = 60;

    /// <summary>Maximum body size of a bulk request, in bytes.</summary>
    [Range(1024, 1 << 26)]
    public int MaxBulkBytes { get; set; } = 1 << 22;

    /// <summary>Maximum number of ratings in a bulk request.</summary>
    [Range(1, 100_000)]
    public int MaxBulkRatings { get; set; } = 1000;

    /// <summary>Maximum body size of an import, in bytes.</summary>
    [Range(1024, 1 << 29)]
    public int MaxImportBytes { get; set; } = 1 << 26;

    /// <summary>Maximum length of a remark, in characters.</summary>
    [Range(0, 10_000)]
    public int MaxRemarkLength { get; set; } = 2000;

    /// <summary>Maximum number of images per request to the queue.</summary>
    [Range(1, 1000)]
    public int MaxImagesPerPage { get; set; } = 100;

    /// <summary>Maximum size of an object that an operator stores through the API, in bytes.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxObjectBytes { get; set; } = 1L << 33;

    /// <summary>The endpoints that get events; none by default.</summary>
    public WebhookEndpoint[] Webhooks { get; set; } = [];

    /// <summary>Number of attempts before a delivery fails. The pauses double from 5 seconds to an hour.</summary>
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

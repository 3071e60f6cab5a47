using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Access.Oidc;
using PathAlign.Feedback.Webhooks;

namespace PathAlign.Feedback;

/// <summary>Settings of the feedback service.</summary>
public sealed class FeedbackOptions : IValidatableObject
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

    /// <summary>How long a session lasts, in hours.</summary>
    [Range(1, 168)]
    public int SessionHours { get; set; } = 12;

    /// <summary>Attempts to sign in that one name may see in a minute.</summary>
    [Range(1, 1000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>The largest request body in bytes.</summary>
    [Range(1024, 1 << 20)]
    public int MaxBodyBytes { get; set; } = 16 * 1024;

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

    /// <summary>Requests that one key may make in a minute.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerMinute { get; set; } = 60_000;

    /// <summary>
    /// How often it is looked for events that were stored but not published, and how old they then have to be, in
    /// seconds.
    /// </summary>
    [Range(1, 3600)]
    public int AnnounceSeconds { get; set; } = 15;

    /// <summary>
    /// How long a request waits for the broker before it leaves publishing to the announcer, in seconds.
    /// </summary>
    [Range(1, 60)]
    public int PublishTimeoutSeconds { get; set; } = 5;

    /// <summary>The largest object that an operator may store by the API, in bytes.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxObjectBytes { get; set; } = 1L << 33;

    /// <summary>
    /// The key of the operator <c>operator</c>, who registers all others: "operator." and a secret. Empty where that
    /// operator is registered otherwise.
    /// </summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>An organisation's own sign-in; none by default.</summary>
    public OidcOptions Oidc { get; set; } = new();

    /// <summary>Where events are sent; none by default.</summary>
    public WebhookEndpoint[] Webhooks { get; set; } = [];

    /// <summary>
    /// How often a delivery is tried before it has failed. The pauses double from 5 seconds to an hour.
    /// </summary>
    [Range(1, 30)]
    public int WebhookTries { get; set; } = 12;

    /// <summary>
    /// Whether every frozen set is announced anew at start. True for the in-memory transport, whose messages end with
    /// the process.
    /// </summary>
    public bool ReannounceAllAtStart { get; set; }

    private const int ShortestKey = 32;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            OperatorKey.Length > 0
                && (!OperatorKey.StartsWith("operator.", StringComparison.Ordinal) || OperatorKey.Length < ShortestKey))
            yield return new ValidationResult(
                $"{Section}:{nameof(OperatorKey)}: expected 'operator.' and a secret, at least {ShortestKey} " +
                    $"characters in all, found {OperatorKey.Length} that are not.");
        foreach (var fault in Oidc.Faults($"{Section}:{nameof(Oidc)}")) yield return new ValidationResult(fault);
        foreach (var (index, endpoint) in Webhooks.Index())
            foreach (var fault in endpoint.Faults($"{Section}:{nameof(Webhooks)}:{index}")) yield return fault;
        if (Webhooks.DistinctBy(e => e.Url).Count() < Webhooks.Length)
            yield return new ValidationResult($"{Section}:{nameof(Webhooks)}: expected each address once.");
    }
}

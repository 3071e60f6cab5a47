using System.ComponentModel.DataAnnotations;

namespace PathAlign.Feedback.Settings;

/// <summary>
/// How long the service keeps what a study does not need for ever, in days. 0 keeps it for ever. The reasons are in the
/// table of retention rules.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Retention";

    private const int Longest = 36_500;

    /// <summary>Hours from one automatic sweep to the next; 0 for none.</summary>
    [Range(0, 720)]
    public int IntervalHours { get; set; } = 24;

    /// <summary>Sessions, after their end.</summary>
    [Range(0, Longest)]
    public int SessionDays { get; set; } = 7;

    /// <summary>Deliveries to webhooks, after the last attempt.</summary>
    [Range(0, Longest)]
    public int DeliveryDays { get; set; } = 90;

    /// <summary>What was shown to whom, after the set was frozen.</summary>
    [Range(0, Longest)]
    public int PresentationDays { get; set; } = 365;

    /// <summary>Counted ratings, after the set was frozen.</summary>
    [Range(0, Longest)]
    public int RatingCountDays { get; set; } = 30;

    /// <summary>Imports, after their ratings moved into their sets.</summary>
    [Range(0, Longest)]
    public int ImportDays { get; set; } = 30;

    /// <summary>Jobs of a round, after its last change.</summary>
    [Range(0, Longest)]
    public int JobDays { get; set; } = 730;

    /// <summary>Generated images of a rejected round, after its decision.</summary>
    [Range(0, Longest)]
    public int RejectedImageDays { get; set; } = 365;

    /// <summary>Objects that nothing refers to, after their last put.</summary>
    [Range(0, Longest)]
    public int OrphanDays { get; set; } = 30;
}

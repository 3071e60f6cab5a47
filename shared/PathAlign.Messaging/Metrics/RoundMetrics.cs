using System.Diagnostics.Metrics;

namespace PathAlign.Messaging.Metrics;

/// <summary>The metrics that operators watch. Dashboards use these names; a test compares both.</summary>
public static class RoundMetrics
{
    /// <summary>The product's meter, for exporters.</summary>
    public const string MeterName = "PathAlign";

    private static readonly Meter _meter = new(MeterName);
    private static readonly Counter<long> _images = _meter.CreateCounter<long>(
        "pathalign.images.drawn", "{image}", "Images drawn and stored.");
    private static readonly Counter<long> _ratings = _meter.CreateCounter<long>(
        "pathalign.ratings.stored", "{rating}", "Ratings stored.");
    private static readonly Gauge<double> _auroc = _meter.CreateGauge<double>(
        "pathalign.reward.auroc", "{share}", "AUROC of the latest reward model on held-out ratings.");
    private static readonly Gauge<double> _plausible = _meter.CreateGauge<double>(
        "pathalign.round.plausible", "{share}", "Share of plausible images in a round's comparison.");
    private static readonly Counter<long> _decisions = _meter.CreateCounter<long>(
        "pathalign.rounds.decided", "{round}", "Rounds that were decided.");

    private static readonly Counter<long> _removed = _meter.CreateCounter<long>(
        "pathalign.retention.removed", "{item}", "Documents and objects that a sweep removed.");

    /// <summary>How long a try of a job took.</summary>
    internal static Histogram<double> JobDuration { get; } = _meter.CreateHistogram(
        "pathalign.job.duration", "s", "How long a try of a job took.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400],
        });

    /// <summary>Images were drawn and stored.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="purpose">training or evaluation.</param>
    public static void ImagesDrawn(int count, string purpose) =>
        _images.Add(count, new KeyValuePair<string, object?>("purpose", purpose));

    /// <summary>A rating was stored.</summary>
    /// <param name="verdict">plausible, implausible or unsure.</param>
    /// <param name="simulated">Whether a program rated.</param>
    public static void RatingStored(string verdict, bool simulated) =>
        _ratings.Add(1, new("verdict", verdict), new("simulated", simulated));

    /// <summary>A sweep removed a document or an object.</summary>
    /// <param name="kind">The kind of data, as the table of retention names it.</param>
    public static void Removed(string kind) => _removed.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A reward model was trained.</summary>
    /// <param name="auroc">The AUROC on held-out ratings, in [0, 1].</param>
    public static void RewardTrained(double auroc) => _auroc.Record(auroc);

    /// <summary>A round was decided.</summary>
    /// <param name="roundId">The round.</param>
    /// <param name="before">Share of plausible images before, in [0, 1].</param>
    /// <param name="after">Share of plausible images after, in [0, 1].</param>
    /// <param name="promoted">The decision.</param>
    public static void RoundDecided(string roundId, double before, double after, bool promoted)
    {
        _plausible.Record(before, new("round", roundId), new("arm", "before"));
        _plausible.Record(after, new("round", roundId), new("arm", "after"));
        _decisions.Add(1, new KeyValuePair<string, object?>("promoted", promoted));
    }
}

namespace PathAlign.Statistics.Agreement;

/// <summary>What the distance between two values means.</summary>
public enum MeasurementLevel
{
    /// <summary>Nominal: values are equal or not.</summary>
    Nominal,

    /// <summary>Values have an order; the distance counts the values that lie between.</summary>
    Ordinal,

    /// <summary>Differences count.</summary>
    Interval,

    /// <summary>Differences relative to the sum count; values are positive or zero.</summary>
    Ratio,
}

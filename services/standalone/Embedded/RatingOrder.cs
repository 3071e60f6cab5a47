namespace PathAlign.Standalone.Embedded;

/// <summary>How images are chosen if not all are rated.</summary>
internal enum RatingOrder
{
    /// <summary>At random.</summary>
    Random,

    /// <summary>
    /// By the disagreement of the previous round's reward model; at random in the first round.
    /// </summary>
    Active,
}

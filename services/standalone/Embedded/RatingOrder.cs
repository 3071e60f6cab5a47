namespace PathAlign.Standalone.Embedded;

/// <summary>What decides which images are rated where not all are.</summary>
internal enum RatingOrder
{
    /// <summary>Chance.</summary>
    Random,

    /// <summary>
    /// What the reward model of the round before disagrees about; chance where there is no such round.
    /// </summary>
    Active,
}

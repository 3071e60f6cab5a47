using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>The result of a rating request.</summary>
internal sealed record RateResult(RateOutcome Outcome, StoredRating? Rating = null, string? Misfit = null);

/// <summary>The possible results.</summary>
internal enum RateOutcome
{
    /// <summary>The rating is new and was stored.</summary>
    Stored,

    /// <summary>The same request was stored before.</summary>
    Repeated,

    /// <summary>The idempotency key was used with another request.</summary>
    KeyReused,

    /// <summary>The rater has rated this image in this revision with another key.</summary>
    AlreadyRated,

    /// <summary>Another reviewer has decided on the image.</summary>
    AlreadyDecided,

    /// <summary>The rating to change does not exist.</summary>
    NothingToChange,

    /// <summary>The study no longer allows to change the rating.</summary>
    TooLateToChange,

    /// <summary>The verdict is for a single image, but the item is a pair, or the reverse.</summary>
    Misfit,

    /// <summary>No queued item has this id.</summary>
    UnknownImage,

    /// <summary>The set accepts no more ratings.</summary>
    SetFrozen,
}

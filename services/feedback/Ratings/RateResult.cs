using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>How a request to rate came out.</summary>
internal sealed record RateResult(RateOutcome Outcome, StoredRating? Rating = null, string? Misfit = null);

/// <summary>The ways it can come out.</summary>
internal enum RateOutcome
{
    /// <summary>It is new, and stored.</summary>
    Stored,

    /// <summary>The same request was stored before.</summary>
    Repeated,

    /// <summary>The idempotency key came before with another request.</summary>
    KeyReused,

    /// <summary>The rater has rated this image, in this revision, under another key.</summary>
    AlreadyRated,

    /// <summary>Another reviewer has decided on the image.</summary>
    AlreadyDecided,

    /// <summary>A change of a rating that is not there.</summary>
    NothingToChange,

    /// <summary>It says of a pair what is said of an image, or the other way round.</summary>
    Misfit,

    /// <summary>Nothing of that id is queued.</summary>
    UnknownImage,

    /// <summary>The set takes no more ratings.</summary>
    SetFrozen,
}

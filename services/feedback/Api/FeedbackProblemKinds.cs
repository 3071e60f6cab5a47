using PathAlign.Web.Http;

namespace PathAlign.Feedback.Api;

/// <summary>The errors of rounds, images and ratings.</summary>
internal static class FeedbackProblemKinds
{
    internal static ProblemKind InvalidRating { get; } = new(400, "invalid-rating", "The rating breaks a rule");

    internal static ProblemKind InvalidRound { get; } = new(400, "invalid-round", "The round breaks a rule");

    internal static ProblemKind InvalidStudy { get; } = new(400, "invalid-study", "The study breaks a rule");

    internal static ProblemKind InvalidChampion { get; } = new(
        400, "invalid-champion", "The change of champion breaks a rule");

    internal static ProblemKind InvalidRater { get; } = new(400, "invalid-rater", "The rater breaks a rule");

    internal static ProblemKind UnknownSet { get; } = new(
        404, "unknown-set", "No such set", "expected a set that the queue named");

    internal static ProblemKind UnknownImage { get; } = new(
        404, "unknown-image", "No such image", "expected an image that was queued for rating");

    internal static ProblemKind UnknownRating { get; } = new(
        404, "unknown-rating", "No such rating", "expected a rating of your own");

    internal static ProblemKind UnknownRound { get; } = new(
        404, "unknown-round", "No such round", "expected a round whose images were queued");

    internal static ProblemKind UnknownReport { get; } = new(
        404, "unknown-report", "No such report", "expected a round that was decided");

    internal static ProblemKind UnknownJob { get; } = new(404, "unknown-job", "No such job", "expected a job's id");

    internal static ProblemKind UnknownQueue { get; } = new(
        404,
        "unknown-queue",
        "No such queue",
        "expected QUEUE_error, QUEUE_skipped or QUEUE_dead of one of the broker's queues");

    internal static ProblemKind UnknownObject { get; } = new(
        404, "unknown-object", "No such object", "expected the key of a stored object");

    internal static ProblemKind UnknownSweep { get; } = new(
        404, "unknown-sweep", "No such sweep", "expected the id of a sweep that was asked for");

    internal static ProblemKind UnknownErasure { get; } = new(
        404, "unknown-erasure", "No such erasure", "expected the pseudonym of a person who was erased");

    internal static ProblemKind AlreadyRated { get; } = new(
        409,
        "already-rated",
        "You have rated this image",
        "expected one rating per image and rater; to change it, send the next revision");

    internal static ProblemKind AlreadyDecided { get; } = new(
        409,
        "already-decided",
        "Another reviewer has decided on this image",
        "expected an image without a decision");

    internal static ProblemKind NothingToChange { get; } = new(
        409,
        "nothing-to-change",
        "The rating to change does not exist",
        "expected a revision one higher than your latest rating of the image");

    internal static ProblemKind TooLateToChange { get; } = new(
        409,
        "too-late-to-change",
        "The study no longer allows to change this rating",
        "expected a change within the study's changeMinutes after the first rating of the image");

    internal static ProblemKind IdempotencyKeyReused { get; } = new(
        409,
        "idempotency-key-reused",
        "The Idempotency-Key was used with another body",
        "expected a new key for a new rating");

    internal static ProblemKind SetFrozen { get; } = new(
        409, "set-frozen", "The set of ratings is complete and frozen", "expected an image of an open set");

    internal static ProblemKind SetOpen { get; } = new(
        409,
        "set-open",
        "A set of the round still takes ratings or decisions",
        "expected a round whose sets are frozen: until then only operators see its images and what was answered");

    internal static ProblemKind InvalidImport { get; } = new(
        400, "invalid-import", "The import breaks a rule; none of it was stored");

    internal static ProblemKind RatingDiffers { get; } = new(
        409, "rating-differs", "Another rating has the same id; none of the import was stored");

    internal static ProblemKind NotItsRater { get; } = new(
        409, "not-its-rater", "Only its rater changes a rating that was made here; none of the import was stored");

    internal static ProblemKind TooManyLines { get; } = new(413, "too-many-lines", "The body has too many lines");
}

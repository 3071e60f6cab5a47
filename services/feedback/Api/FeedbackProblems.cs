using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Feedback.Api;

/// <summary>Error responses about rounds, images and ratings.</summary>
internal static class FeedbackProblems
{
    internal static ProblemHttpResult InvalidRating(string detail) => FeedbackProblemKinds.InvalidRating.Answer(detail);

    internal static ProblemHttpResult InvalidRound(string detail) => FeedbackProblemKinds.InvalidRound.Answer(detail);

    internal static ProblemHttpResult InvalidStudy(string detail) => FeedbackProblemKinds.InvalidStudy.Answer(detail);

    internal static ProblemHttpResult InvalidChampion(string detail) =>
        FeedbackProblemKinds.InvalidChampion.Answer(detail);

    internal static ProblemHttpResult InvalidRater(string detail) => FeedbackProblemKinds.InvalidRater.Answer(detail);

    internal static ProblemHttpResult UnknownSet() => FeedbackProblemKinds.UnknownSet.Answer();

    internal static ProblemHttpResult UnknownImage() => FeedbackProblemKinds.UnknownImage.Answer();

    internal static ProblemHttpResult UnknownRating() => FeedbackProblemKinds.UnknownRating.Answer();

    internal static ProblemHttpResult UnknownRound() => FeedbackProblemKinds.UnknownRound.Answer();

    internal static ProblemHttpResult UnknownReport() => FeedbackProblemKinds.UnknownReport.Answer();

    internal static ProblemHttpResult UnknownJob() => FeedbackProblemKinds.UnknownJob.Answer();

    internal static ProblemHttpResult UnknownQueue() => FeedbackProblemKinds.UnknownQueue.Answer();

    internal static ProblemHttpResult UnknownObject() => FeedbackProblemKinds.UnknownObject.Answer();

    internal static ProblemHttpResult AlreadyRated() => FeedbackProblemKinds.AlreadyRated.Answer();

    internal static ProblemHttpResult AlreadyDecided() => FeedbackProblemKinds.AlreadyDecided.Answer();

    internal static ProblemHttpResult NothingToChange() => FeedbackProblemKinds.NothingToChange.Answer();

    internal static ProblemHttpResult TooLateToChange() => FeedbackProblemKinds.TooLateToChange.Answer();

    internal static ProblemHttpResult IdempotencyKeyReused() => FeedbackProblemKinds.IdempotencyKeyReused.Answer();

    internal static ProblemHttpResult SetFrozen() => FeedbackProblemKinds.SetFrozen.Answer();

    internal static ProblemHttpResult SetOpen() => FeedbackProblemKinds.SetOpen.Answer();

    internal static ProblemHttpResult InvalidImport(string detail) => FeedbackProblemKinds.InvalidImport.Answer(detail);

    internal static ProblemHttpResult TooManyLines(int most) =>
        FeedbackProblemKinds.TooManyLines.Answer($"expected at most {most}");
}

using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Blinding;

/// <summary>Who may see what was answered in a set that still takes ratings or decisions.</summary>
internal static class OpenSets
{
    /// <summary>
    /// Whether open sets are hidden from the caller. Only operators see into them: reviewers still decide there, and a
    /// service may stand between the server and its raters.
    /// </summary>
    internal static bool IsBlind(this Rater caller) => caller.Role != RaterRole.Operator;

    /// <summary>Whether these sets are hidden from the caller: one of them is not frozen.</summary>
    internal static bool IsBlindTo(this Rater caller, IEnumerable<Stored<RatingSet>> sets) =>
        caller.IsBlind() && sets.Any(set => set.Value.State != SetState.Frozen);
}

using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Blinding;

/// <summary>Who may see what was answered in a set that still takes ratings or decisions.</summary>
internal static class OpenSets
{
    /// <summary>
    /// Whether answers in these sets are hidden from the caller: a set is not frozen, and the caller is no operator.
    /// Reviewers still decide in it, and a service may stand between the server and its raters.
    /// </summary>
    internal static bool IsBlindTo(this Rater caller, IEnumerable<Stored<RatingSet>> sets) =>
        caller.Role != RaterRole.Operator && sets.Any(set => set.Value.State != SetState.Frozen);
}

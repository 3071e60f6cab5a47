using System.Runtime.CompilerServices;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Exchange;

/// <summary>
/// Numbers the revisions of ratings from a program that keeps none. The same answer as the last stored one is a repeat;
/// another answer by the same person is a change of mind.
/// </summary>
internal sealed class Corrections(DocumentCollection<StoredRating> ratings)
{
    /// <summary>The lines, each with the revision under which it is or will be stored.</summary>
    internal async IAsyncEnumerable<PlacedLine> NumberedAsync(
        IAsyncEnumerable<PlacedLine> lines, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var placed in lines.WithCancellation(cancel))
            yield return placed.HasRevision
                ? placed
                : placed with { Line = await NumberedAsync(placed.Line, cancel) };
    }

    private async Task<RatingLine> NumberedAsync(RatingLine line, CancellationToken cancel)
    {
        var (revision, last) = (0, default(RatingLine));
        for (; revision <= RatingRequest.MaxRevision; revision++)
        {
            var id = StoredRating.IdOf(line.ImageId, line.Rater, revision);
            if (await ratings.GetAsync(id, cancel) is not { } there) break;
            last = RatingLine.Of(there);
        }
        return last is not null && SameAnswer(last, line)
            ? last
            : line with { Revision = revision, Id = StoredRating.IdOf(line.ImageId, line.Rater, revision) };
    }

    private static bool SameAnswer(RatingLine one, RatingLine other) =>
        (one.Verdict, one.Remark) == (other.Verdict, other.Remark)
            && one.Faults.Order(StringComparer.Ordinal).SequenceEqual(other.Faults.Order(StringComparer.Ordinal));
}

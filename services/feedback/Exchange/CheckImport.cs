using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Files;
using PathAlign.Web.Access;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Exchange;

/// <summary>Checks every line of an import against the rules of ratings made here.</summary>
internal sealed class CheckImport(RaterRegistry raters, TimeProvider time, IOptions<FeedbackOptions> options)
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The ratings as they will be stored, each with its place in the file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="sets">The sets of the round.</param>
    /// <param name="byService">Whether a service imports. It brings ratings of raters that only it knows: others would
    /// be forged, and the answer would tell it what a rater has rated here.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">A line breaks a rule; the message says which.</exception>
    internal async IAsyncEnumerable<(string Place, StoredRating Rating)> RunAsync(
        IAsyncEnumerable<PlacedLine> lines,
        IReadOnlyDictionary<string, SetItems> sets,
        bool byService,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var (ids, kinds) = (new HashSet<UInt128>(), new Dictionary<string, RaterKind?>());
        await foreach (var (place, line) in lines.WithCancellation(cancel))
        {
            if (Fault(line, sets) is { } fault) throw new InvalidInputException(PlacedLine.Source, place, fault);
            if (!ids.Add(StoredRating.NumberOf(line.Id)))
                throw new InvalidInputException(
                    PlacedLine.Source, place, $"expected each rating once, found '{line.Id}' again");
            if (!kinds.TryGetValue(line.Rater, out var kind))
                kinds[line.Rater] = kind = (await raters.NamedAsync(line.Rater, cancel))?.Kind;
            if (byService && (kind is not null || sets[line.Purpose].Items[line.ImageId].Role == ItemRole.Decision))
                throw new InvalidInputException(
                    PlacedLine.Source,
                    place,
                    $"rater, role: expected a rater who is not registered here, and no decision, found " +
                        $"'{line.Rater}' and {line.Role}; an operator may import such ratings, a service may not");
            if (kind is not null && (kind == RaterKind.Simulated) != line.Simulated)
                throw new InvalidInputException(
                    PlacedLine.Source,
                    place,
                    $"simulated: expected {(!line.Simulated).ToString().ToLowerInvariant()}, as '{line.Rater}' is " +
                        $"registered");
            yield return (place, Stored(line, sets[line.Purpose]));
        }
    }

    private string? Fault(RatingLine line, IReadOnlyDictionary<string, SetItems> sets)
    {
        if (!sets.TryGetValue(line.Purpose, out var set)) return $"purpose: expected {string.Join(" or ", sets.Keys)}";
        if (!NameRule.IsName(line.Rater)) return "rater: expected 1 to 64 lower-case letters, digits and hyphens";
        if (!set.Items.TryGetValue(line.ImageId, out var item) || line.Role != item.Role.ToString().ToLowerInvariant())
            return "imageId, role: expected an image of this round, a repeat of one, a control, or a decision on one";
        if (line.Faults.Any(f => f is null)) return "faults: expected names, found null";
        if (Request(line).Fault(options.Value) is { } fault) return fault;
        if (Request(line).Misfit(options.Value.ScaleSteps, item.OfPair, set.Set.Dataset.Criteria) is { } misfit)
            return misfit;
        if (
            (line.LeftId ?? line.RightId) is not null
                && (line.LeftId, line.RightId) != (item.Sides?.LeftId, item.Sides?.RightId))
            return "leftId, rightId: expected the left and right image of the pair, or none";
        var level = VerdictLevel.Named(line.Verdict)!;
        if (line.Plausibility != level.Plausibility)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"plausibility: expected {level.Plausibility} for {level.Name}, found {line.Plausibility}");
        if (line.Id != StoredRating.IdOf(line.ImageId, line.Rater, line.Revision))
            return "id: expected the one that follows from image, rater and revision";
        return line.RatedAt < Earliest || line.RatedAt > time.GetUtcNow()
            ? $"ratedAt: expected a time from {Earliest:yyyy} until now, found {line.RatedAt:O}"
            : null;
    }

    private StoredRating Stored(RatingLine line, SetItems items)
    {
        var (request, item, late) = (Request(line), items.Items[line.ImageId], line.Late);
        return new StoredRating
        {
            SetId = items.SetId,
            ImageId = line.ImageId,
            ItemId = items.Blind.ItemId(line.Rater, line.ImageId),
            Role = item.Role,
            Sides = item.Sides,
            Revision = line.Revision,
            LookedMs = line.LookedMs,
            Rater = line.Rater,
            Simulated = line.Simulated,
            IdempotencyKey = StoredRating.ImportKeyOf(line.Id),
            RequestHash = request.Hash(),
            Verdict = VerdictLevel.Named(line.Verdict)!.Verdict,
            Faults = [.. line.Faults.Order(StringComparer.Ordinal)],
            Remark = string.IsNullOrEmpty(line.Remark) ? null : line.Remark,
            RatedAt = line.RatedAt.ToUnixTimeMilliseconds(),
            Event = StoredRating.EventOf(items.Set, line.Id, line.ImageId, line.Rater, line.Simulated),
            // the reconciler settles what counts
            Announced = item.Role == ItemRole.Decision || late,
            Late = late,
        };
    }

    private static RatingRequest Request(RatingLine line) =>
        new()
        {
            ImageId = line.ImageId,
            Verdict = line.Verdict,
            Faults = [.. line.Faults],
            Remark = line.Remark,
            Revision = line.Revision,
            LookedMs = line.LookedMs,
        };
}

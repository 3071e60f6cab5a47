using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Imaging;
using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// What a program tries that has all that a rater has, the source code and the seed of the round, and does not look at
/// what images show.
/// </summary>
internal static class Guessers
{
    internal static readonly string SetId = RatingSet.IdOf(SeenStudy.Round, ImagePurpose.Evaluation);

    // By rater, computed once: a guess looks for each of them.
    private static readonly ConcurrentDictionary<string, (string Id, bool After)[]> _ratingIds = new();

    private static readonly string[] AnswerNames =
    [
        "next", "content", "content again", "study", "example", "unknown", "skip", "same again", "progress before",
        "rate", "bulk", "progress after", "studies before", "studies after", "watched before", "watched after",
        "repeated", "rated twice", "ratings", "rating", "changed",
    ];

    /// <summary>Guessers that apply to every question.</summary>
    internal static IReadOnlyList<Guesser> Any { get; } =
    [
        Guesser.Each("id as a number", i => Number(i.Id)),
        Guesser.Each("last digit of the id", i => Number(i.Id[^1..])),
        Guesser.Each("length of the id", i => i.Id.Length),
        Guesser.Each("digits of the id that are letters", i => i.Id.Count(char.IsAsciiLetter)),
        Guesser.Each("id of the rating as a number", i => Number((string)i.Rating["id"]!)),
        Guesser.Each("length of the rating's id", i => ((string)i.Rating["id"]!).Length),
        Guesser.Each("place", i => i.Place),
        Guesser.Each("parity of the place", i => i.Place % 2),
        Guesser.Each("fields of the rating", i => i.Rating.AsObject().Count),
        Guesser.Each("length of the content", i => i.Content.Length),
        Guesser.Each("chunks of the PNG", i => Count(i.Content, "IDAT"u8) + (10 * Png.ReadText(i.Content, "c").Count)),
        Guesser.Each("class", i => Number(Fingerprint.Of(i.ClassCode))),
        Guesser.Each(
            "fall of what is left", i => (double)i.Progress.Before["left"]! - (double)i.Progress.After["left"]!),
        Guesser.Each(
            "rise of what is rated", i => (double)i.Progress.After["rated"]! - (double)i.Progress.Before["rated"]!),
        Guesser.Each(
            "fall of what is ready", i => (double)i.Studies.Before["ready"]! - (double)i.Studies.After["ready"]!),
        Guesser.Each("what is ready", i => (double)i.Studies.Before["ready"]!),
        Guesser.Each("what is postponed", i => (double)i.Studies.Before["postponed"]!),
        Guesser.Each("change of the own counts but for what is rated", i => Changes(i.Studies)),
        Guesser.Each("change of another rater's counts", i => Changes(i.Watched)),
        Guesser.Each("until when another rater waits", i => Until(i.Watched.Before)),
        Guesser.Each(
            "change of until when another rater waits", i => Until(i.Watched.Before) - Until(i.Watched.After)),
        .. OfAnswers("reads", answer => answer?.Cost.Reads ?? 0),
        .. OfAnswers("writes", answer => answer?.Cost.Writes ?? 0),
        .. OfAnswers("length", answer => answer?.Length ?? 0),
        .. OfAnswers(
            "status and headers",
            answer => answer is null ? 0 : Number(Fingerprint.Of($"{answer.Status}", answer.Headers))),
        .. OfAnswers("length of the tag", answer => answer?.Tag.Length ?? 0),
        .. OfAnswers("length of the location", answer => answer?.Location.Length ?? 0),
    ];

    /// <summary>
    /// Guessers whose scores differ from run to run: by the clock, which has the machine's noise, and by tags, which
    /// are hashes of answers that state times.
    /// </summary>
    internal static IReadOnlyList<Guesser> Varying { get; } =
    [
        .. OfAnswers("tag", answer => Number(answer?.Tag ?? "")),
        .. OfAnswers("time", answer => answer?.Time.TotalMilliseconds ?? 0),
        Guesser.Each("time of all answers", i => i.Answers.Values.Sum(answer => answer.Time.TotalMilliseconds)),
    ];

    /// <summary>Guessers of the arm.</summary>
    internal static IReadOnlyList<Guesser> OfArms { get; } =
    [
        Guesser.Each("ids computed from the seed", i => After(i.Id)),
        Guesser.Each(
            "rating ids computed from the seed",
            i => Rated(i, (string)i.Rating["id"]!)),
        Guesser.Each("cursors that hold a computed rating id", i => Rated(i, Cursor(i))),
        Guesser.Each("locations that hold a computed rating id", i => Rated(i, LocationOf(i))),
        Guesser.Each("tags that hold a computed id", i => After(i.Answers["content"].Tag)),
        new("order computed from the seed", ByOrder),
        new(
            "pixels of images fetched by computed ids",
            study =>
            [
                .. study.Items.Select(
                    i => study.Fetched.FirstOrDefault(f => f.Value.Pixels.AsSpan().SequenceEqual(i.Image.Pixels)) is
                    { Key: { } id }
                        ? After(id)
                        : 0.5)
            ]),
    ];

    /// <summary>Guessers of what is hidden.</summary>
    internal static IReadOnlyList<Guesser> OfHidden { get; } =
    [
        Guesser.Each(
            "schedule computed from the seed",
            i => Chance(i.Rater, i.Place + 1) < 0.4 ? 1 : 0),
        Guesser.Each("rating id that no image gives", i => Rated(i, (string)i.Rating["id"]!) == 0.5 ? 1 : 0),
        Guesser.Each("cursor that no image gives", i => Rated(i, Cursor(i)) == 0.5 ? 1 : 0),
        Guesser.Each("id that no image gives", i => After(i.Id) == 0.5 ? 1 : 0),
        new("bytes seen before", study => SeenBefore(study, i => Fingerprint.Of(i.Content))),
        new("pixels seen before", study => SeenBefore(study, i => Fingerprint.Of(i.Image.Pixels))),
        new("length seen before", study => SeenBefore(study, i => $"{i.Content.Length}")),
        new("id seen before", study => SeenBefore(study, i => i.Id)),
        new("tag seen before", study => SeenBefore(study, i => i.Answers["content"].Tag)),
        new("location seen before", study => SeenBefore(study, i => LocationOf(i))),
    ];

    private static IEnumerable<Guesser> OfAnswers(string what, Func<SeenAnswer?, double> score) => AnswerNames.Select(
        name => Guesser.Each($"{what} of the answer '{name}'", i => score(i.Answers.GetValueOrDefault(name))));

    private static double Number(string hex) =>
        ulong.TryParse(
            new string([.. hex.Where(char.IsAsciiHexDigit).Take(12)]),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture,
            out var number)
            ? number
            : 0;

    private static double Changes((JsonNode Before, JsonNode After) seen) =>
        new[] { "left", "ready", "postponed" }.Sum(
            count => Math.Abs((double)seen.Before[count]! - (double)seen.After[count]!));

    private static double Until(JsonNode study) =>
        study["othersUntil"] is { } until ? ((DateTimeOffset)until).ToUnixTimeSeconds() : 0;

    // Of the first rating; a bulk has none.
    private static string LocationOf(SeenItem item) => item.Answers.GetValueOrDefault("rate")?.Location ?? item.Id;

    private static int Count(ReadOnlySpan<byte> content, ReadOnlySpan<byte> word) => content.Count(word);

    private static double After(string id) =>
        SeenStudy.Computed.FirstOrDefault(c => id.Contains(c.Id, StringComparison.Ordinal)) is { Id: not null } found
            ? (found.After ? 1 : 0)
            : 0.5;

    private static double Rated(SeenItem item, string text) =>
        _ratingIds.GetOrAdd(item.Rater, RatingIds)
            .Where(rating => text.Contains(rating.Id, StringComparison.Ordinal))
            .Select(rating => rating.After ? 1 : 0.0)
            .FirstOrDefault(0.5);

    private static (string Id, bool After)[] RatingIds(string rater) =>
    [
        .. from image in SeenStudy.Computed
           from revision in Enumerable.Range(0, 2)
           select (StoredRating.IdOf(image.Id, rater, revision), image.After),
    ];

    private static string Cursor(SeenItem item) =>
        (string?)item.Ratings["next"] is { } next ? $"{next} {Decoded(next)}" : "";

    private static string Decoded(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    // The formula of the places before they were keyed.
    private static double Chance(string rater, int place) =>
        Convert.ToUInt32(
            Fingerprint.Of("place", SetId, $"{SeenStudy.Seed}", rater, $"{place}", "0")[..8], 16)
            / (double)(1UL << 32);

    // Which image stands where, if order and schedule follow from the seed.
    private static IReadOnlyList<double> ByOrder(SeenStudy study)
    {
        var sorted = SeenStudy.Computed
            .OrderBy(c => Fingerprint.Of("order", $"{SeenStudy.Seed}", c.Id), StringComparer.Ordinal)
            .ToList();
        var scores = new List<double>();
        foreach (var rater in study.Items.GroupBy(i => i.Rater))
        {
            var seed = ulong.Parse(
                Fingerprint.Of("rater-order", SetId, rater.Key).AsSpan(0, 16),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture);
            var order = new RaterOrder(new([.. sorted.Select(c => c.Id)], sorted.Count), seed);
            var next = 0;
            foreach (var item in rater)
            {
                var expected = Chance(item.Rater, item.Place + 1) < 0.4 && item.Place >= 10 ? null : order.At(next);
                if (expected is not null) next++;
                scores.Add(expected is null ? 0.5 : After(expected));
            }
        }
        return scores;
    }

    private static IReadOnlyList<double> SeenBefore(SeenStudy study, Func<SeenItem, string> of) =>
    [
        .. study.Items.GroupBy(i => i.Rater).SelectMany(rater =>
        {
            var seen = new HashSet<string>();
            return rater.Select(i => seen.Add(of(i)) ? 0.0 : 1.0).ToList();
        })
    ];
}

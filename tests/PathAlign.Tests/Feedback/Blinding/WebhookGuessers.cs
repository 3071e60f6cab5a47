using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>What the owner of an endpoint tries that is sent every rating, with the source code and the seed.</summary>
internal static class WebhookGuessers
{
    internal static IReadOnlyList<(string Name, Func<DeliveredItem, double> Score)> All { get; } =
    [
        ("number of deliveries", i => i.News.Count),
        ("length of the body", i => i.News[0].Body.Length),
        ("length of all bodies", i => i.News.Sum(news => news.Body.Length)),
        ("fields of the event", i => i.News[0].Data.Count),
        ("names of the fields", i => Number(Fingerprint.Of([.. i.News[0].Data.Select(field => field.Key)]))),
        ("id of the item as a number", i => Number((string)i.News[0].Data["imageId"]!)),
        ("id of the rating as a number", i => Number((string)i.News[0].Data["ratingId"]!)),
        ("id of the delivery as a number", i => Number(Fingerprint.Of(i.News[0].Headers["webhook-id"]))),
        ("headers", i => i.News[0].Headers.Count),
        ("ids computed from the seed", i => Computed(i.News[0].Body)),
        ("place", i => i.Place),
        ("parity of the place", i => i.Place % 2),
        ("place among the deliveries", i => i.News[0].Place),
        ("deliveries that overtook it", i => i.News[0].Place - i.Place),
        ("milliseconds of the time stamp", i => i.News[0].Timestamp.Millisecond),
    ];

    // 1 if the text holds the id of an image after, 0 for one before, a half for none.
    private static double Computed(string text)
    {
        foreach (var (id, after) in SeenStudy.Computed)
            if (text.Contains(id, StringComparison.Ordinal)
                || text.Contains(FeedbackStores.PublicId(Guessers.SetId, id), StringComparison.Ordinal))
                return after ? 1 : 0;
        return 0.5;
    }

    private static double Number(string hex) =>
        hex.Take(12).Aggregate(
            0.0, (sum, digit) => (sum * 36) + (char.IsDigit(digit) ? digit - '0' : digit - 'a' + 10));
}

using System.Text.Json.Nodes;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>What a program tries that has a service's key and knows when each rating is given.</summary>
internal static class ServiceGuessers
{
    /// <summary>The same with an operator's key: whoever sees the counts of open sets is not blind.</summary>
    internal static Guesser OfOperator { get; } =
        Guesser.Each("change of an operator's answer", i => Changed(i.Operator, ServiceProgram.Sets));

    /// <summary>Guessers of the item that was just rated.</summary>
    internal static IReadOnlyList<Guesser> OfItems { get; } =
    [
        .. ServiceProgram.Routes.SelectMany(
            route => (Guesser[])
            [
                Guesser.Each($"change of {route}", i => Changed(i.Service, route)),
                Guesser.Each($"rise of the length of {route}", i => Rise(i.Service, route, a => a.Body.Length)),
                Guesser.Each($"rise of the reads of {route}", i => Rise(i.Service, route, a => a.Cost.Reads)),
                Guesser.Each($"reads of {route}", i => i.Service.After[route].Cost.Reads),
                Guesser.Each($"writes of {route}", i => i.Service.After[route].Cost.Writes),
                Guesser.Each($"status of {route}", i => i.Service.After[route].Status),
                Guesser.Each($"time of {route}", i => i.Service.After[route].Time.TotalMilliseconds),
            ]),
    ];

    /// <summary>What it tries on the images that are listed for it, each with its place in the list.</summary>
    internal static IReadOnlyList<(string Name, Func<JsonNode, int, double> Score)> OfListed { get; } =
    [
        ("place in the list", (_, place) => place),
        ("parity of the place in the list", (_, place) => place % 2),
        ("public id as a number", (image, _) => Convert.ToInt64(((string)image["publicId"]!)[..12], 16)),
        ("last digit of the public id", (image, _) => Convert.ToInt32(((string)image["publicId"]!)[^1..], 16)),
        ("length of the entry", (image, _) => image.ToJsonString().Length),
    ];

    private static double Changed(ServiceAnswers answers, string route) =>
        answers.Before[route].Body == answers.After[route].Body ? 0 : 1;

    private static double Rise(ServiceAnswers answers, string route, Func<ServiceAnswer, double> of) =>
        of(answers.After[route]) - of(answers.Before[route]);
}

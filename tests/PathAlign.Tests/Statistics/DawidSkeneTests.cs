using PathAlign.Statistics.Agreement;
using Xunit;

namespace PathAlign.Tests.Statistics;

public sealed class DawidSkeneTests
{
    // Dawid and Skene 1979, Table 1: 45 patients, five anaesthetists, the first of whom read each form three times.
    private static readonly string[] Patients =
    [
        "1111111", "3334334", "1122122", "2223121", "2223222", "2223322", "1222111", "3333433", "2222223", "2322223",
            "4444444", "2223343", "1111111", "2223212", "1211111",
        "1112111", "1111111", "1111111", "2222221", "2221322", "2222222", "2222221", "2223222", "2212222", "1111111",
            "1111111", "2322222", "1111111", "1111111", "1121121",
        "1111111", "3333233", "1111111", "2222222", "2223232", "4334343", "2212232", "2323233", "3333432", "1111111",
            "1111111", "1212111", "2322222", "1211111", "2222222",
    ];

    private static readonly int[] Anaesthetists = [0, 0, 0, 1, 2, 3, 4];

    [Fact]
    public void Marginals_and_error_rates_are_those_of_the_papers_example()
    {
        var fit = DawidSkene.Fit([.. Patients.Select(Thing)], observers: 5, classes: 4, answers: 4);

        Assert.Equal([0.40, 0.42, 0.11, 0.07], fit.Marginals.Select(p => Math.Round(p, 2)));
        double[][] first = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]];
        for (var j = 0; j < 4; j++)
            Assert.Equal(first[j], Enumerable.Range(0, 4).Select(l => Math.Round(fit.ErrorRates[0][j, l], 2)));
    }

    [Fact]
    public void An_observer_who_said_nothing_is_taken_for_an_average_one()
    {
        var fit = DawidSkene.Fit([.. Patients.Select(Thing)], observers: 6, classes: 4, answers: 4, pooling: 4);

        for (var j = 0; j < 4; j++)
        {
            Assert.Equal(1, Enumerable.Range(0, 4).Sum(l => fit.ErrorRates[5][j, l]), 12);
            Assert.InRange(fit.ErrorRates[5][j, j], 0.4, 0.95);
            Assert.All(Enumerable.Range(0, 4), l => Assert.True(fit.ErrorRates[5][j, l] > 0));
        }
    }

    [Fact]
    public void What_is_known_stays_known_whatever_is_said_of_it()
    {
        JudgedThing[] things =
        [
            .. Enumerable.Range(0, 20)
                .Select(i => new JudgedThing([(0, i % 2), (1, 1 - (i % 2))], [1 - (i % 2), i % 2], Known: i < 10))
        ];

        var fit = DawidSkene.Fit(things, observers: 2, classes: 2, answers: 2, pooling: 1);

        Assert.Equal(things.Take(10).Select(t => t.Classes[1]), fit.Classes.Take(10).Select(c => c[1]));
        Assert.True(
            fit.ErrorRates[0][1, 1] > 0.9 && fit.ErrorRates[1][1, 1] < 0.1,
            "the truth of ten tells who of the two is right");
    }

    [Fact]
    public void Nothing_to_judge_is_no_error()
    {
        var fit = DawidSkene.Fit([], observers: 1, classes: 2, answers: 3, pooling: 4);

        Assert.Equal([0.5, 0.5], fit.Marginals);
    }

    private static JudgedThing Thing(string answers) =>
        new(
            [.. answers.Select((a, i) => (Anaesthetists[i], a - '1'))],
            [.. Enumerable.Range(0, 4).Select(j => answers.Count(a => a - '1' == j) / (double)answers.Length)]);
}

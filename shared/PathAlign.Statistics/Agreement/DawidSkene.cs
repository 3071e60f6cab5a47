namespace PathAlign.Statistics.Agreement;

/// <summary>
/// Estimates how often each observer gives which answer to which true class if the true classes are unknown (Dawid and
/// Skene 1979, Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm, Applied Statistics 28,
/// equations 2.3 to 2.5). Departures: the numbers of classes and answers may differ, some things may have a known
/// class, and error rates may shrink towards those of all observers, so that an observer with few answers counts as
/// average.
/// </summary>
/// <param name="Marginals">The share of each class among the things of unknown class.</param>
/// <param name="ErrorRates">For each observer, the probability of answer l to class j at [j, l].</param>
/// <param name="Classes">For each thing, the probability of each class.</param>
public sealed record DawidSkene(
    IReadOnlyList<double> Marginals, IReadOnlyList<double[,]> ErrorRates, IReadOnlyList<IReadOnlyList<double>> Classes)
{
    private const int MostSteps = 200;
    private const double Settled = 1e-6;

    /// <summary>
    /// Repeats expectation and maximisation until no class probability changes by more than 10⁻⁶, at most 200 times.
    /// </summary>
    /// <param name="things">What was judged.</param>
    /// <param name="observers">Number of observers.</param>
    /// <param name="classes">Number of true classes.</param>
    /// <param name="answers">Number of possible answers.</param>
    /// <param name="pooling">Number of prior answers of an average observer that are added to each observer; 0 for
    /// maximum likelihood, as published.</param>
    public static DawidSkene Fit(
        IReadOnlyList<JudgedThing> things, int observers, int classes, int answers, double pooling = 0)
    {
        var posterior = things.Select(t => t.Classes.ToArray()).ToArray();
        for (var step = 1; ; step++)
        {
            var marginals = Marginal(things, posterior, classes);
            var rates = Rates(things, posterior, observers, classes, answers, pooling);
            var moved = things.Index()
                .Where(t => !t.Item.Known)
                .Select(t => Update(t.Item, posterior[t.Index], marginals, rates))
                .DefaultIfEmpty(0)
                .Max();
            if (moved < Settled || step == MostSteps) return new DawidSkene(marginals, rates, posterior);
        }
    }

    private static double[] Marginal(IReadOnlyList<JudgedThing> things, double[][] posterior, int classes)
    {
        var unknown = posterior.Where((_, i) => !things[i].Known).ToList();
        return
        [
            .. Enumerable.Range(0, classes).Select(j => unknown.Count == 0 ? 1.0 / classes : unknown.Average(p => p[j]))
        ];
    }

    private static double[][,] Rates(
        IReadOnlyList<JudgedThing> things,
        double[][] posterior,
        int observers,
        int classes,
        int answers,
        double pooling)
    {
        var counts = Enumerable.Range(0, observers).Select(_ => new double[classes, answers]).ToArray();
        var all = new double[classes, answers];
        for (var i = 0; i < things.Count; i++)
            foreach (var (observer, answer) in things[i].Said)
                for (var j = 0; j < classes; j++)
                {
                    counts[observer][j, answer] += posterior[i][j];
                    all[j, answer] += posterior[i][j];
                }
        // an answer that nobody gave still has a probability above 0
        var average = Shares(all, (_, _) => pooling > 0 ? 1.0 / answers : 0);
        return [.. counts.Select(own => Shares(own, (j, l) => pooling * average[j, l]))];
    }

    /// <summary>Each row divided by its sum; an empty row becomes uniform.</summary>
    private static double[,] Shares(double[,] counts, Func<int, int, double> before)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        var shares = new double[rows, columns];
        for (var j = 0; j < rows; j++)
        {
            var sum = Enumerable.Range(0, columns).Sum(l => counts[j, l] + before(j, l));
            for (var l = 0; l < columns; l++)
                shares[j, l] = sum > 0 ? (counts[j, l] + before(j, l)) / sum : 1.0 / columns;
        }
        return shares;
    }

    /// <summary>Applies Bayes' rule; returns the largest change of a probability.</summary>
    private static double Update(JudgedThing thing, double[] posterior, double[] marginals, double[][,] rates)
    {
        var likely = marginals.Select(
            (p, j) => thing.Said.Aggregate(p, (product, said) => product * rates[said.Observer][j, said.Answer]))
                .ToArray();
        var (sum, moved) = (likely.Sum(), 0.0);
        if (sum == 0) return 0;
        for (var j = 0; j < posterior.Length; j++)
        {
            moved = Math.Max(moved, Math.Abs(posterior[j] - (likely[j] / sum)));
            posterior[j] = likely[j] / sum;
        }
        return moved;
    }
}

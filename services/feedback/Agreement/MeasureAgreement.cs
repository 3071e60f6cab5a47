using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Rounds;
using PathAlign.Statistics;
using PathAlign.Statistics.Agreement;

namespace PathAlign.Feedback.Agreement;

/// <summary>Computes the reliability of ratings. Pure: the same readings give the same report.</summary>
internal static class MeasureAgreement
{
    private const int Samples = 300, Steps = 5;

    internal static AgreementReport Of(
        string roundId, bool simulated, bool pairs, IReadOnlyList<Reading> round, DatasetDescription dataset)
    {
        // Reviewers' decisions are not independent readings: they exist only where raters differ.
        var readings = round.Where(r => r.Rating.Simulated == simulated && r.OfPair == pairs && r.DecisionOn is null)
            .ToList();
        var study = readings.Where(r => r.Rating.Role == ItemRole.Study).ToList();
        return new AgreementReport(
            roundId,
            simulated ? "simulated" : "human",
            pairs ? "pairs" : "images",
            study.Select(r => r.Rating.ImageId).Distinct().Count(),
            study.Count,
            Alpha(study, r => r.Plausibility, MeasurementLevel.Nominal),
            Alpha(study, r => r.Plausibility, MeasurementLevel.Ordinal),
            [.. Pairs(study)],
            [.. study.GroupBy(r => r.Label).OrderBy(g => g.Key).Select(g => Class(dataset.Classes[g.Key], [.. g]))],
            [
                .. dataset.Criteria.Where(_ => !pairs).Select(
                    name =>
                        new CriterionAgreement(
                            name,
                            Share(study, r => r.Rating.Faults.Contains(name)),
                            Alpha(study, r => r.Rating.Faults.Contains(name) ? 1 : 0, MeasurementLevel.Nominal)))
            ],
            [
                .. readings.GroupBy(r => r.Rating.Rater)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => Rater(g.Key, [.. g]))
            ],
            RaterWeights.Of(
                FrozenSet.Of(roundId, [.. round.Where(r => r.Rating.Event.Purpose == ImagePurpose.Training)])));
    }

    private static ClassAgreement Class(ImageClass shown, List<Reading> readings) =>
        new(
            shown.Code,
            shown.Name,
            readings.Count,
            Share(readings, r => r.Plausibility > 0.5),
            Alpha(readings, r => r.Plausibility, MeasurementLevel.Ordinal));

    private static IEnumerable<PairAgreement> Pairs(List<Reading> study)
    {
        var raters = study.GroupBy(r => r.Rating.Rater)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Steps: g.ToDictionary(r => r.Rating.ImageId, r => r.Step)))
            .ToList();
        for (var a = 0; a < raters.Count; a++)
        {
            for (var b = a + 1; b < raters.Count; b++)
            {
                var shared = raters[a].Steps.Where(s => raters[b].Steps.ContainsKey(s.Key))
                    .OrderBy(s => s.Key, StringComparer.Ordinal)
                    .Select(s => (s.Value, raters[b].Steps[s.Key]))
                    .ToList();
                if (shared.Count > 0)
                    yield return new PairAgreement(
                        raters[a].Name,
                        raters[b].Name,
                        shared.Count,
                        Sampled(shared, p => Kappa.Plain(p, Steps)),
                        Sampled(shared, p => Kappa.Quadratic(p, Steps)));
            }
        }
    }

    private static RaterWorth Rater(string name, List<Reading> own)
    {
        var study = own.Where(r => r.Rating.Role == ItemRole.Study).ToList();
        var looks = own.Where(r => r.Rating.LookedMs > 0).Select(r => r.Rating.LookedMs / 1000.0).Order().ToList();
        return new RaterWorth(
            name,
            study.Count,
            Share(study, r => r.Plausibility == 0.5),
            looks.Count == 0 ? null : looks[looks.Count / 2],
            Repeats(own, study),
            Controls([.. own.Where(r => r.ControlPlausible is not null)]),
            Drift.Slope([.. study.Select(r => r.Plausibility)]));
    }

    private static RepeatWorth? Repeats(List<Reading> own, List<Reading> study)
    {
        var first = study.ToDictionary(r => r.Rating.ImageId);
        var pairs = own.Where(r => r.RepeatOf is not null && first.ContainsKey(r.RepeatOf))
            .Select(second => (First: first[second.RepeatOf!], Second: second))
            .ToList();
        if (pairs.Count == 0) return null;
        var steps = pairs.Select(p => (p.First.Step, p.Second.Step)).ToList();
        return new RepeatWorth(
            pairs.Count,
            Wilson.Interval(steps.Count(s => s.Item1 == s.Item2), pairs.Count),
            Sampled(steps, p => Kappa.Quadratic(p, Steps)),
            pairs.Average(p => p.Second.Plausibility - p.First.Plausibility));
    }

    private static ControlWorth? Controls(List<Reading> controls)
    {
        if (controls.Count == 0) return null;
        var (real, mislabelled) = (
            controls.Where(c => c.ControlPlausible == true).ToList(),
            controls.Where(c => c.ControlPlausible == false).ToList());
        var right = Share(controls, c => c.ControlPlausible == true ? c.Plausibility > 0.5 : c.Plausibility < 0.5)!;
        return new ControlWorth(
            right, Share(real, c => c.Plausibility < 0.5), Share(mislabelled, c => c.Plausibility > 0.5));
    }

    private static Interval? Share(IReadOnlyList<Reading> of, Func<Reading, bool> holds) =>
        of.Count == 0 ? null : Wilson.Interval(of.Count(holds), of.Count);

    /// <summary>α with an interval from resampled images, not ratings: the ratings of an image stay together.</summary>
    private static Interval? Alpha(IReadOnlyList<Reading> readings, Func<Reading, double> value, MeasurementLevel level)
    {
        var units = readings.GroupBy(r => r.Rating.ImageId)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (IReadOnlyList<double>)[.. g.Select(value)])
            .Where(u => u.Count > 1)
            .ToList();
        return Sampled(units, u => Krippendorff.Alpha(u, level));
    }

    private static Interval? Sampled<T>(IReadOnlyList<T> things, Func<IReadOnlyList<T>, double> figure)
    {
        if (things.Count == 0 || double.IsNaN(figure(things))) return null;
        // The figure is undefined for a sample without expected disagreement; such a sample counts as full agreement.
        return Bootstrap.Interval(
            things.Count,
            rows => figure([.. rows.Select(r => things[r])]) is var f && double.IsNaN(f) ? 1 : f,
            Samples);
    }
}

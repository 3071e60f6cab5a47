using PathAlign.Feedback.Api;
using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Feedback.Agreement;

/// <summary>Examples of agreement for the OpenAPI document, of the types that are really sent.</summary>
internal static class AgreementExamples
{
    internal static AgreementReport Agreement =>
        new(
            ExampleValues.RoundId,
            "human",
            "images",
            100,
            200,
            Between(0.5),
            Between(0.7),
            [new PairAgreement(ExampleValues.Rater, "bert", 100, Between(0.5), Between(0.7))],
            [new ClassAgreement("TUM", "colorectal adenocarcinoma epithelium", 22, Between(0.6), Between(0.7))],
            [new CriterionAgreement("nuclear-size", Between(0.2), Between(0.4))],
            [
                new RaterWorth(
                    ExampleValues.Rater,
                    100,
                    Between(0.1),
                    5.5,
                    new RepeatWorth(8, Between(0.8), Between(0.7), 0.05),
                    new ControlWorth(Between(0.9), Between(0.1), Between(0.1)),
                    Between(-0.02))
            ],
            [new RaterWeight(ExampleValues.Rater, false, 0.97, 0.81, 116)]);

    private static Interval Between(double value) => new(value, value - 0.1, value + 0.1, 100);
}

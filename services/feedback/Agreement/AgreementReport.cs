using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Feedback.Agreement;

/// <summary>What the ratings of a round are worth. Intervals are 95 %; what cannot be computed is null.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="Kind">human or simulated: the two are never mixed.</param>
/// <param name="Of">images or pairs: what is said of the one is never mixed with what is said of the other. Of pairs,
/// plausible is said where the right one was taken.</param>
/// <param name="Images">Images, or pairs, with ratings.</param>
/// <param name="Ratings">Ratings of them, the latest of each rater.</param>
/// <param name="AlphaNominal">Krippendorff's α of the verdicts as names.</param>
/// <param name="AlphaOrdinal">Krippendorff's α of the verdicts as steps.</param>
/// <param name="Pairs">Each two raters who share images.</param>
/// <param name="Classes">By tissue class.</param>
/// <param name="Criteria">By criterion.</param>
/// <param name="Raters">By rater.</param>
/// <param name="Weights">How much each rater's word counts when the reward is learned, as the set to learn from stands
/// now. People and programs rate it together.</param>
internal sealed record AgreementReport(
    string RoundId,
    string Kind,
    string Of,
    int Images,
    int Ratings,
    Interval? AlphaNominal,
    Interval? AlphaOrdinal,
    IReadOnlyList<PairAgreement> Pairs,
    IReadOnlyList<ClassAgreement> Classes,
    IReadOnlyList<CriterionAgreement> Criteria,
    IReadOnlyList<RaterWorth> Raters,
    IReadOnlyList<RaterWeight> Weights);

/// <summary>Two raters on the images that both have rated.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="Images">Images of both.</param>
/// <param name="Kappa">Cohen's κ.</param>
/// <param name="WeightedKappa">κ with quadratic weights.</param>
internal sealed record PairAgreement(string First, string Second, int Images, Interval? Kappa, Interval? WeightedKappa);

/// <summary>A tissue class.</summary>
/// <param name="Code">Short.</param>
/// <param name="Name">In words.</param>
/// <param name="Ratings">How many.</param>
/// <param name="Plausible">The share that is called plausible or rather plausible.</param>
/// <param name="AlphaOrdinal">Krippendorff's α.</param>
internal sealed record ClassAgreement(
    string Code, string Name, int Ratings, Interval? Plausible, Interval? AlphaOrdinal);

/// <summary>A criterion.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wrong">The share of the ratings that find it wrong.</param>
/// <param name="AlphaNominal">Krippendorff's α of wrong and fine.</param>
internal sealed record CriterionAgreement(string Name, Interval? Wrong, Interval? AlphaNominal);

/// <summary>A rater.</summary>
/// <param name="Name">The name.</param>
/// <param name="Ratings">Ratings of images that were generated, without repeats.</param>
/// <param name="Unsure">The share of unsure ones.</param>
/// <param name="MedianSeconds">Time on an image, as far as clients told.</param>
/// <param name="Repeats">How the rater agrees with themselves; null where nothing came twice.</param>
/// <param name="Controls">How the rater judges real tiles; null where none was shown.</param>
/// <param name="Drift">Change of plausibility (0 to 1) over 100 ratings.</param>
internal sealed record RaterWorth(
    string Name,
    int Ratings,
    Interval? Unsure,
    double? MedianSeconds,
    RepeatWorth? Repeats,
    ControlWorth? Controls,
    Interval? Drift);

/// <summary>Images that one rater saw twice.</summary>
/// <param name="Pairs">How many.</param>
/// <param name="Same">The share with the same verdict both times.</param>
/// <param name="WeightedKappa">κ with quadratic weights of first and second.</param>
/// <param name="Shift">Mean change of plausibility from first to second.</param>
internal sealed record RepeatWorth(int Pairs, Interval Same, Interval? WeightedKappa, double Shift);

/// <summary>Real tiles. Unsure is right for none of them.</summary>
/// <param name="Right">The share that was judged as it should be.</param>
/// <param name="RealCalledImplausible">Of tiles under their own class, the share called implausible.</param>
/// <param name="MislabelledCalledPlausible">Of tiles under another class, the share called plausible.</param>
internal sealed record ControlWorth(
    Interval Right, Interval? RealCalledImplausible, Interval? MislabelledCalledPlausible);

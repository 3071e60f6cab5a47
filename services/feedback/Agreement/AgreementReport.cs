using PathAlign.Rounds;
using PathAlign.Statistics;

namespace PathAlign.Feedback.Agreement;

/// <summary>
/// The reliability of a round's ratings. Intervals are 95 %; a figure that cannot be computed is null.
/// </summary>
/// <param name="RoundId">The round.</param>
/// <param name="Kind">human or simulated; the two are never mixed.</param>
/// <param name="Of">images or pairs; the two are never mixed. For pairs, plausible means that the right image was
/// chosen.</param>
/// <param name="Images">Number of images or pairs with ratings.</param>
/// <param name="Ratings">Number of their ratings; only the latest of each rater counts.</param>
/// <param name="AlphaNominal">Krippendorff's α of the verdicts on a nominal scale.</param>
/// <param name="AlphaOrdinal">Krippendorff's α of the verdicts on an ordinal scale.</param>
/// <param name="Pairs">Every two raters with images in common.</param>
/// <param name="Classes">By tissue class.</param>
/// <param name="Criteria">By criterion.</param>
/// <param name="Raters">By rater.</param>
/// <param name="Weights">The weight of each rater in the training of the reward model, from the current ratings of the
/// training set. It covers people and programs together.</param>
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

/// <summary>Two raters, on the images that both rated.</summary>
/// <param name="First">The first rater.</param>
/// <param name="Second">The second rater.</param>
/// <param name="Images">Number of images that both rated.</param>
/// <param name="Kappa">Cohen's κ.</param>
/// <param name="WeightedKappa">κ with quadratic weights.</param>
internal sealed record PairAgreement(string First, string Second, int Images, Interval? Kappa, Interval? WeightedKappa);

/// <summary>A tissue class.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The name in words.</param>
/// <param name="Ratings">Number of ratings.</param>
/// <param name="Plausible">The share rated plausible or rather plausible.</param>
/// <param name="AlphaOrdinal">Krippendorff's α.</param>
internal sealed record ClassAgreement(
    string Code, string Name, int Ratings, Interval? Plausible, Interval? AlphaOrdinal);

/// <summary>A criterion.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wrong">The share of ratings that mark it as wrong.</param>
/// <param name="AlphaNominal">Krippendorff's α of wrong and fine.</param>
internal sealed record CriterionAgreement(string Name, Interval? Wrong, Interval? AlphaNominal);

/// <summary>A rater.</summary>
/// <param name="Name">The name.</param>
/// <param name="Ratings">Number of ratings of generated images, without repeats.</param>
/// <param name="Unsure">The share of verdicts that are unsure.</param>
/// <param name="MedianSeconds">Median time on an image, as reported by clients.</param>
/// <param name="Repeats">The rater's self-agreement; null without repeats.</param>
/// <param name="Controls">The rater's verdicts on real tiles; null without controls.</param>
/// <param name="Drift">Change of plausibility (0 to 1) over 100 ratings.</param>
internal sealed record RaterWorth(
    string Name,
    int Ratings,
    Interval? Unsure,
    double? MedianSeconds,
    RepeatWorth? Repeats,
    ControlWorth? Controls,
    Interval? Drift);

/// <summary>Self-agreement of a rater, from images that the rater saw twice.</summary>
/// <param name="Pairs">Number of such images.</param>
/// <param name="Same">The share of images with the same verdict both times.</param>
/// <param name="WeightedKappa">κ with quadratic weights between the first and second verdict.</param>
/// <param name="Shift">Mean change of plausibility from the first to the second verdict.</param>
internal sealed record RepeatWorth(int Pairs, Interval Same, Interval? WeightedKappa, double Shift);

/// <summary>Verdicts on real tiles. Unsure counts as wrong.</summary>
/// <param name="Right">The share of correct verdicts.</param>
/// <param name="RealCalledImplausible">Of tiles under their own class, the share called implausible.</param>
/// <param name="MislabelledCalledPlausible">Of tiles under another class, the share called plausible.</param>
internal sealed record ControlWorth(
    Interval Right, Interval? RealCalledImplausible, Interval? MislabelledCalledPlausible);

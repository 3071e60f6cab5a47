using PathAlign.Contracts.Manifests;
using PathAlign.Rounds;
using Xunit;

namespace PathAlign.Tests.Rounds;

public sealed class MeanRatingTests
{
    [Fact]
    public void Raters_are_averaged_and_a_fault_counts_from_half_of_them()
    {
        var ratings = MeanRating.ByImage(new RatingManifest
        {
            RoundId = "r",
            Ratings =
            [
                Of("a", "one", 1), Of("a", "two", 0.5, "chromatin"), Of("a", "three", 0, "stain-colour", "chromatin"),
                Of("b", "one", 0, "artefact"), Of("b", "two", 1),
            ],
        });

        Assert.Equal(["a", "b"], ratings.Keys.Order());
        Assert.Equal(0.5, ratings["a"].Plausibility, 1e-12);
        Assert.Equal(["chromatin"], ratings["a"].Faults);
        Assert.Equal(["artefact"], ratings["b"].Faults);
    }

    [Fact]
    public void A_fault_that_one_rater_names_twice_is_one_raters_word()
    {
        var rating = MeanRating.ByImage(new RatingManifest { RoundId = "r", Ratings = [Of("a", "one", 1, "artefact", "artefact"), Of("a", "two", 1), Of("a", "three", 1)] })["a"];

        Assert.Empty(rating.Faults);
    }

    private static RatingEntry Of(string image, string rater, double plausibility, params string[] faults) =>
        new() { Id = $"{image}-{rater}", ImageId = image, Rater = rater, Simulated = true, Plausibility = plausibility, Faults = faults };
}

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
        var rating = MeanRating.ByImage(
            new RatingManifest
            {
                RoundId = "r",
                Ratings = [Of("a", "one", 1, "artefact", "artefact"), Of("a", "two", 1), Of("a", "three", 1)]
            })["a"];

        Assert.Empty(rating.Faults);
    }

    [Fact]
    public void The_word_of_a_rater_in_doubt_counts_less_in_the_mean_the_faults_and_the_images_weight()
    {
        var manifest = new RatingManifest
        {
            RoundId = "r",
            Ratings =
            [
                Of("a", "one", 1),
                Of("a", "two", 0, "artefact"),
                Of("b", "two", 0, "artefact"),
                Of("c", "one", 1),
            ],
        };

        var ratings = MeanRating.ByImage(
            manifest, [new RaterWeight("one", true, 1, 0.9, 9), new RaterWeight("two", true, 0.25, 0.1, 9)]);

        Assert.Equal((0.8, 0.85), (ratings["a"].Plausibility, ratings["a"].Weight));
        Assert.Empty(ratings["a"].Faults);
        Assert.Equal((0, 0.25), (ratings["b"].Plausibility, ratings["b"].Weight));
        Assert.Equal(["artefact"], ratings["b"].Faults);
        Assert.Equal((1, 1), (ratings["c"].Plausibility, ratings["c"].Weight));
    }

    [Fact]
    public void What_a_reviewer_decided_takes_the_place_of_what_raters_said()
    {
        var manifest = new RatingManifest
        {
            RoundId = "r",
            Ratings = [Of("a", "one", 1), Of("a", "two", 0, "artefact"), Of("b", "one", 1), Of("b", "two", 0)],
            Decisions = [Of("a", "rita", 0.25, "chromatin")],
        };

        var ratings = MeanRating.ByImage(
            manifest, [new RaterWeight("one", true, 1, 0.9, 9), new RaterWeight("two", true, 0.25, 0.1, 9)]);

        Assert.Equal((0.25, 1), (ratings["a"].Plausibility, ratings["a"].Weight));
        Assert.Equal(["chromatin"], ratings["a"].Faults);
        Assert.Equal(0.8, ratings["b"].Plausibility);
    }

    private static RatingEntry Of(string image, string rater, double plausibility, params string[] faults) =>
        new()
        {
            Id = $"{image}-{rater}",
            ImageId = image,
            Rater = rater,
            Simulated = true,
            Plausibility = plausibility,
            Faults = faults,
        };
}

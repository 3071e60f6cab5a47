using PathAlign.Contracts;
using PathAlign.Contracts.Datasets;
using Xunit;

namespace PathAlign.Tests.Contracts;

public sealed class StainsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("H&E")]
    [InlineData("HE")]
    [InlineData("h & e stain")]
    [InlineData("H and E")]
    [InlineData("Haematoxylin and eosin")]
    [InlineData("hematoxylin-eosin")]
    [InlineData("Hämatoxylin-Eosin")]
    public void These_are_tissue(string? stain)
    {
        Assert.Equal(StainKind.HaematoxylinEosin, Stains.KindOf(stain));
        Assert.Equal(RatingCriteria.Histology, RatingCriteria.For(stain));
    }

    [Theory]
    [InlineData("Giemsa")]
    [InlineData("May-Grünwald-Giemsa")]
    [InlineData("may-gruenwald")]
    [InlineData("Wright's stain")]
    [InlineData("WRIGHT-GIEMSA")]
    [InlineData("Romanowsky")]
    [InlineData("Pappenheim")]
    [InlineData("Diff-Quik")]
    public void These_are_Giemsa_type(string stain)
    {
        Assert.Equal(StainKind.Giemsa, Stains.KindOf(stain));
        Assert.Equal(RatingCriteria.Cells, RatingCriteria.For(stain));
    }

    [Theory]
    [InlineData("PAS")]
    [InlineData("haematoxylin and DAB")]
    [InlineData("fluorescence")]
    public void Others_are_not_known_and_their_raters_see_the_criteria_of_tissue(string stain)
    {
        Assert.Null(Stains.KindOf(stain));
        Assert.Equal(RatingCriteria.Histology, RatingCriteria.For(stain));
    }

    [Fact]
    public void A_description_takes_the_criteria_of_its_stain_where_it_names_none_of_its_own()
    {
        var plain = DatasetDescription.Of(["a"]);

        Assert.Equal(RatingCriteria.Histology, plain.Criteria);
        Assert.Equal(RatingCriteria.Cells, (plain with { Stain = "Giemsa" }).Criteria);
        Assert.Equal(["hue"], (plain with { Criteria = ["hue"], Stain = "Giemsa" }).Criteria);
        Assert.Equal(
            RatingCriteria.Cells,
            ContractJson.Read<DatasetDescription>(
                """{"classes":[{"code":"a","name":"a"}],"stain":"Wright"}"""u8, "test").Criteria);
    }
}

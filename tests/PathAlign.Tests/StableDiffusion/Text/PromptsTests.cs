using PathAlign.Contracts.Datasets;
using PathAlign.StableDiffusion.Text;
using Xunit;

namespace PathAlign.Tests.StableDiffusion.Text;

public sealed class PromptsTests
{
    [Fact]
    public void A_class_without_a_prompt_has_the_sentence_of_the_paper_about_its_name()
    {
        var one = new ImageClass { Code = "ADI", Name = "adipose tissue" };

        Assert.Equal("a histopathological image of an area with adipose tissue", Prompts.Of(one));
        Assert.Equal("fat", Prompts.Of(one with { Prompt = "fat" }));
    }

    [Fact]
    public void A_class_without_a_prompt_has_that_of_a_model_of_the_same_classes()
    {
        var data = DatasetDescription.Of(["a", "b"]);
        var own = data with { Classes = [data.Classes[0] with { Prompt = "mine" }, data.Classes[1]] };
        var model = data with { Classes = [.. data.Classes.Select(c => c with { Prompt = $"the model's {c.Code}" })] };

        Assert.Equal(["mine", "the model's b"], Prompts.Classes(own, model).Select(Prompts.Of));
        Assert.Equal(own.Classes, Prompts.Classes(own, null));
        Assert.Equal(own.Classes, Prompts.Classes(own, DatasetDescription.Of(["a", "c"])));
    }
}

using PathAlign.Standalone;
using PathAlign.StableDiffusion;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

public sealed class ShippedTextModelTests
{
    [Fact]
    [Slow]
    public void The_shipped_model_reads_its_own_prompts_and_draws()
    {
        using var model = TextToImage.Load(ShippedModels.TextToImage);
        var prompts = model.Dataset!.Classes.Select(PathAlign.StableDiffusion.Text.Prompts.Of).ToList();

        Assert.Equal(8, prompts.Count);
        Assert.All(prompts, prompt => Assert.Equal(0, model.LeftOut(prompt)));
        var settings = new PromptSettings { Steps = 2, Guidance = 3, Seed = 1 };
        var (first, second) = (model.Draw(prompts[0], settings, 0), model.Draw(prompts[7], settings, 0));
        Assert.Equal(224, first.Width);
        Assert.NotEqual(first.Pixels, second.Pixels);
    }
}

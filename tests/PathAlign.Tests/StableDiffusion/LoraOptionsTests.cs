using PathAlign.Finetuner.Lora;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

public sealed class LoraOptionsTests
{
    [Fact]
    public void The_defaults_are_the_recipe_of_the_paper()
    {
        var options = new LoraOptions();

        Assert.Equal((4, 4.0), (options.Rank, options.Alpha));
        Assert.Equal((96, 5e-5, 500), (options.Batch, options.LearningRate, options.RestartAfter));
        Assert.Equal((1e-4, 0.5), (options.WeightDecay, options.MaxGradNorm));
        Assert.Equal((0.15, 0.0), (options.NoiseOffset, options.SnrGamma));
    }

    [Fact]
    public void What_the_paper_leaves_open_is_as_documented()
    {
        var options = new LoraOptions();

        Assert.Equal((1_500, 4), (options.Steps, options.MicroBatch));
        Assert.Equal((0.99, 0.0), (options.EmaDecay, options.PromptDrop));
        Assert.Equal("auto", options.Precision);
    }
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PathAlign.Generator.Training;
using PathAlign.Generator.Training.FromText;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

public sealed class TextToImageOptionsTests
{
    [Fact]
    public void The_options_of_earlier_checkpoints_are_read_and_written_with_their_dropout()
    {
        var earlier = JsonSerializer.Deserialize<TextToImageOptions>("""{"Steps":7,"Dropout":0,"TextFeatures":16}""")!;

        Assert.Equal((7, 0, 16), (earlier.Steps, earlier.Dropout, earlier.TextFeatures));
        using var written = JsonDocument.Parse(earlier.ToJson());
        Assert.Equal("0", written.RootElement.GetProperty("Dropout").GetRawText());
    }

    [Fact]
    public void Only_a_generator_of_classes_takes_dropout()
    {
        static bool Fits(object options) => Validator.TryValidateObject(
            options, new ValidationContext(options), new List<ValidationResult>(), validateAllProperties: true);

        Assert.True(Fits(new TextToImageOptions()));
        Assert.False(Fits(new TextToImageOptions { Dropout = 0.1 }));
        Assert.True(Fits(new GeneratorTrainingOptions { Dropout = 0.1 }));
    }
}

using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Models.Generator;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Training;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

/// <summary>A round whose generator is a text-to-image model in diffusers' layout.</summary>
public sealed class TextRoundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public async Task A_round_takes_a_models_folder_from_its_images_to_its_report()
    {
        var model = TinyTextModel.Train(_folder);
        var data = _folder.At("pathmnist_64.npz");
        MedMnist.Write(data, TileMaker.Dataset(27, TinyTextModel.Size));   // three of each class
        RoundPlan? planned = null;
        var settings = new RoundSettings
        {
            Data = data,
            Generator = model,
            Filter = TinyModels.WriteClassifier(_folder.At("filter.safetensors"), 2, TinyTextModel.Size),
            Judge = TinyModels.WriteClassifier(_folder.At("judge.safetensors"), 3, TinyTextModel.Size),
            Seed = 5,
            Rounds = 1,
            Configure = plan =>
            {
                planned = plan;
                return TinyRound.Configure(plan);
            },
        };

        var report = Assert.Single(await TinyRound.RunAsync(_folder.At("home"), settings));

        Assert.NotNull(report.AdapterKey);
        var drawing = planned!.Generation;
        Assert.Equal(
            GuidanceSettings.OfText,
            new GuidanceSettings(drawing.Guidance, drawing.GuidanceLow, drawing.GuidanceHigh));
        var again = Assert.Single(await TinyRound.RunAsync(_folder.At("again"), settings));
        Assert.Equal(report.AdapterKey, again.AdapterKey);
    }
}

using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Generator.Training;
using PathAlign.Tests.Files;
using PathAlign.Training.Classification;
using Xunit;

namespace PathAlign.Tests.Training;

/// <summary>A folder with a checkpoint answers for the data that it was made from and for no other.</summary>
[Collection(nameof(Alone))]
public sealed class CheckpointDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("classifier")]
    [InlineData("generator")]
    public void A_second_training_into_the_folder_on_other_data_is_refused(string kind)
    {
        var (first, second) = (TileMaker.Dataset(10, 12), TileMaker.Dataset(11, 12));
        Train(kind, first);

        var error = Assert.Throws<InvalidInputException>(() => Train(kind, second));

        Assert.Contains($"the same data, {second.Name}, found one on {first.Name}", error.Message);
        Train(kind, first);   // its own is gone on with
    }

    private void Train(string kind, TileDataset data)
    {
        if (kind == "classifier")
            new ClassifierTrainer(new ClassifierTrainingOptions { Epochs = 1, Batch = 4 }, data, _folder.At(kind))
                .Run(null, CancellationToken.None);
        else
            new GeneratorTrainer(
                new GeneratorTrainingOptions { Steps = 2, Batch = 4, Channels = [8, 32], WarmupSteps = 1 },
                data,
                _folder.At(kind)).Run(null, CancellationToken.None);
    }
}

using PathAlign.Evaluator.Reports;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Statistics;
using PathAlign.Tests.Files;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training.Classification;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Evaluator.Reports;

public sealed class AutoencoderEvaluationTests
{
    [Fact]
    public void It_measures_a_number_of_test_images_of_each_class_and_shows_some()
    {
        using var folder = new TemporaryFolder();
        using var autoencoder = TinyAutoencoders.Write(folder);
        var data = TileMaker.Coloured(18, 40);
        using var classifier = new ClassifierModel(
            new ResNet18(data.Description.Classes.Count).Drawn(new torch.Generator(1)), 40, data.Description);

        var decoded = new List<(int, int)>();
        var plain = new AutoencoderEvaluation(autoencoder, data, 2).Run(
            folder.At("plain.png"), (done, total) => decoded.Add((done, total)), default);
        var judged = new AutoencoderEvaluation(autoencoder, data, 2, classifier)
            .Run(folder.At("judged.png"), null, default);

        var classes = data.Test.Labels.Distinct().Count();
        Assert.Equal(classes + 2, plain.Count);
        Assert.Equal((2 * classes, 2 * classes), decoded[^1]);
        Assert.StartsWith("all", plain[^2]);
        Assert.EndsWith($"n={2 * classes}", plain[^2]);
        Assert.DoesNotContain("classified", plain[^2]);
        var seen = ClassifierEvaluation.Run(classifier.Network, data.Test, symmetries: false).Predicted;
        var before = Wilson.Interval(seen.Zip(data.Test.Labels).Count(pair => pair.First == pair.Second), 2 * classes);
        Assert.Contains($", classified correctly {before} before, ", judged[^2]);
        Assert.StartsWith(plain[^2].Split(", n=")[0], judged[^2]);
        Assert.True(File.Exists(folder.At("plain.png")));
    }
}

using PathAlign.Generator.Rounds;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Sampling;
using PathAlign.Training.Classification;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Generator.Rounds;

public sealed class FilteredDrawingTests : IDisposable
{
    // the classifier takes every tile for Seen, with a probability of e²/(e² + 8) = 0.48
    private const int Seen = 3, Other = 5;
    private static readonly SamplingOptions Options = new()
    {
        Labels = [Seen, Other],
        CountPerClass = 3,
        Steps = 2,
        Seed = 4,
    };
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _generator;
    private readonly ClassifierModel _classifier;

    public FilteredDrawingTests()
    {
        _generator = GeneratorModel.Load(TinyGenerator.Write(_folder));
        _classifier = ClassifierModel.Load(TinyModels.WriteClassifier(_folder.At("classifier"), 1));
        using var mode = no_grad();
        foreach (var (name, parameter) in _classifier.Network.named_parameters())
            if (name.StartsWith("fc.", StringComparison.Ordinal)) nn.init.zeros_(parameter);
        using var bias = _classifier.Network.state_dict()["fc.bias"][Seen];
        bias.fill_(2);
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _generator.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_shows_its_class_is_kept_and_what_does_not_is_drawn_anew_until_the_attempts_are_used_up()
    {
        var drawn = Run(attempts: 2, confidence: 0.4);

        Assert.Equal(
            [(Seen, 0), (Seen, 1), (Seen, 2), (Other, 0), (Other, 1), (Other, 2)],
            drawn.Select(t => (t.Label, t.Place)));
        Assert.All(drawn.Where(t => t.Label == Seen), t => Assert.Equal((1, true), (t.Attempts, t.Kept)));
        Assert.All(drawn.Where(t => t.Label == Other), t => Assert.Equal((3, false), (t.Attempts, t.Kept)));
        Assert.Equal(
            3 + (3 * 3),
            Directory.GetFiles(_folder.At("tiles"))
                .Select(File.ReadAllBytes)
                .Select(Convert.ToHexString)
                .Distinct()
                .Count());
    }

    [Fact]
    public void Nothing_is_kept_that_the_classifier_is_less_sure_of_than_asked()
    {
        Assert.All(Run(attempts: 1, confidence: 0.5), t => Assert.Equal((2, false), (t.Attempts, t.Kept)));
    }

    [Fact]
    public void Without_attempts_no_classifier_is_asked()
    {
        Assert.All(Run(attempts: 0, confidence: 1), t => Assert.Equal((1, true), (t.Attempts, t.Kept)));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_and_ends_with_the_same_tiles()
    {
        var straight = Run(attempts: 2, confidence: 0.4, folder: "straight");
        using var stop = new CancellationTokenSource();
        // in the second attempt
        var drawing = Drawing(2, 0.4, "tiles");
        Assert.Throws<OperationCanceledException>(
            () => drawing.Run(
                drawing.AllPlaces, (_, _, note) => { if (note is not null) stop.Cancel(); }, stop.Token));
        var before = Directory.GetFiles(_folder.At("tiles")).ToDictionary(path => path, File.GetLastWriteTimeUtc);

        var resumed = Run(attempts: 2, confidence: 0.4);

        Assert.Equal(straight.Select(t => t with { Path = "" }), resumed.Select(t => t with { Path = "" }));
        Assert.Equal(straight.Select(t => File.ReadAllBytes(t.Path)), resumed.Select(t => File.ReadAllBytes(t.Path)));
        Assert.Equal(6, before.Count);
        Assert.All(before, e => Assert.Equal(e.Value, File.GetLastWriteTimeUtc(e.Key)));
    }

    private IReadOnlyList<DrawnTile> Run(int attempts, double confidence, string folder = "tiles")
    {
        var drawing = Drawing(attempts, confidence, folder);
        return drawing.Run(drawing.AllPlaces, (_, _, _) => { }, CancellationToken.None);
    }

    private FilteredDrawing Drawing(int attempts, double confidence, string folder) =>
        new(_generator, _classifier, Options, attempts, confidence, _folder.At(folder));
}

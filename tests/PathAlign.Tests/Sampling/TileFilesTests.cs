using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Sampling;

public sealed class TileFilesTests : IDisposable
{
    private static readonly SamplingOptions Options = new() { Labels = [], Steps = 2, Seed = 9 };
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _model;
    private readonly PlannedTile[] _tiles;

    public TileFilesTests()
    {
        _model = GeneratorModel.Load(TinyGenerator.Write(_folder));
        _tiles = [.. Enumerable.Range(0, 7).Select(i => new PlannedTile(i, i * i, _folder.At($"tiles/{i}.png")))];
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_was_deleted_is_drawn_again_with_the_same_bytes_and_the_rest_is_kept()
    {
        Draw(_model, Options);
        var (before, kept) = (Bytes(), File.GetLastWriteTimeUtc(_tiles[0].Path));
        foreach (var i in (int[])[1, 2, 5]) File.Delete(_tiles[i].Path);
        var told = new List<(int, int)>();

        TileFiles.Draw(
            _model, Options with { Batch = 2 }, _tiles, (done, all) => told.Add((done, all)), CancellationToken.None);

        Assert.Equal([(4, 7), (6, 7), (7, 7)], told);
        Assert.Equal(before, Bytes());
        Assert.Equal(kept, File.GetLastWriteTimeUtc(_tiles[0].Path));
    }

    [Theory]
    [InlineData(1, "float32")]
    [InlineData(5, "float32")]
    [InlineData(36, "float32")]
    [InlineData(1, "bfloat16")]
    [InlineData(5, "bfloat16")]
    public void The_same_seed_gives_the_same_bytes_whatever_the_batch_size(int batch, string precision)
    {
        Draw(_model, Options with { Precision = precision });
        var before = Bytes();
        Directory.Delete(_folder.At("tiles"), recursive: true);

        Draw(_model, Options with { Precision = precision, Batch = batch });

        Assert.Equal(before, Bytes());
    }

    [Theory]
    [InlineData("float32", 1e-5)]
    [InlineData("bfloat16", 1.0 / 70)]
    public void A_tile_is_drawn_again_from_its_own_text_with_the_same_bytes(string precision, double low)
    {
        Draw(_model, Options with { Precision = precision, GuidanceLow = low, GuidanceHigh = 1.0 / 3 });
        var bytes = File.ReadAllBytes(_tiles[3].Path);

        var origin = Provenance.Read(Png.ReadText(bytes, "a tile"), "a tile");

        Assert.Equal(precision, origin.ComputedWith!.Precision);
        Assert.Equal(bytes, TileFiles.Redraw(_model, origin));
    }

    public static TheoryData<string> Others =>
        ["seed", "steps", "guidance", "range of guidance", "sampler", "index", "class", "adapter", "precision"];

    [Theory]
    [MemberData(nameof(Others))]
    public void A_file_of_another_origin_is_drawn_anew(string what)
    {
        Draw(_model, Options);
        var before = Bytes();

        var told = new List<int>();
        var tiles = what switch
        {
            "index" => [.. _tiles.Select(t => t with { Index = t.Index + 1 })],
            "class" => [.. _tiles.Select(t => t with { Label = t.Label + 1 })],
            _ => _tiles,
        };
        var options = what switch
        {
            "seed" => Options with { Seed = 10 },
            "steps" => Options with { Steps = 3 },
            "guidance" => Options with { Guidance = 2.5 },
            "range of guidance" => Options with { GuidanceHigh = 0.95 },
            "precision" =>
                Options with
                {
                    Precision = ComputePrecision.Of(Options.Precision) == "float32" ? "bfloat16" : "float32",
                },
            "sampler" => Options with { Sampler = "ddpm" },
            _ => Options,
        };
        using var adapter = what == "adapter" ? TinyGenerator.Adapt(_model) : null;
        TileFiles.Draw(
            what == "adapter" ? _model with { AdapterSha256 = "a" } : _model,
            options,
            tiles,
            (done, _) => told.Add(done),
            CancellationToken.None);

        Assert.Equal([0, 7], told);
        Assert.All(before.Zip(Bytes()), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Cancelling_stops_before_the_next_batch_and_keeps_what_is_there()
    {
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => TileFiles.Draw(_model, Options with { Batch = 2 }, _tiles, (done, _) =>
        {
            if (done == 4) stop.Cancel();
        }, stop.Token));

        Assert.Equal(4, Directory.GetFiles(_folder.At("tiles")).Length);
        Assert.Equal(_tiles[0].Path, _folder.At("tiles/0.png"));
        Assert.Equal(8, TileFiles.Read(_tiles[0]).Width);
    }

    private void Draw(GeneratorModel model, SamplingOptions options) =>
        TileFiles.Draw(model, options, _tiles, null, CancellationToken.None);

    private List<string> Bytes() => [.. _tiles.Select(tile => Convert.ToHexString(File.ReadAllBytes(tile.Path)))];
}

using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Sampling;

[Collection(nameof(Alone))]
public sealed class TileSamplerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _model;

    public TileSamplerTests()
    {
        // Of the shipped generator's size: smaller ones seldom show that a sum was taken in another order.
        _model = GeneratorModel.Load(TinyGenerator.Write(_folder, shape: new UNetConfig(Dropout: 0)));
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(2, "float32")]
    [InlineData(1, "float32")]
    [InlineData(2, "bfloat16")]
    [InlineData(1, "bfloat16")]
    public void A_tile_is_the_same_to_the_last_bit_alone_among_others_and_in_another_order(
        double guidance, string precision)
    {
        using var chosen = ComputePrecision.Use(precision);
        // Without units for bfloat16 LibTorch takes a second for each pass of a convolution: three tiles do.
        var count = precision == "bfloat16" && !Processor.HasBFloat16 ? 3 : 9;
        long[] indices = [.. Enumerable.Range(0, count).Select(i => 100L + (3 * i))];
        Dictionary<long, string> Draw(int batch, bool turned) => (turned ? indices.Reverse() : indices).Chunk(batch)
            .SelectMany(
                chunk =>
                    chunk.Zip(
                        TileSampler.Sample(
                            _model.Diffusion,
                            new TileDraws([.. chunk.Select(i => i % 9)], chunk, 7),
                            new SamplerSettings(new LastBits(), 1, TinyGenerator.Guided(guidance)))))
            .ToDictionary(e => e.First, e => Convert.ToHexString(e.Second.Pixels));

        var together = Draw(9, turned: false);

        Assert.Equal(count, together.Values.Distinct().Count());
        Assert.Equal(together, Draw(1, turned: false));
        Assert.Equal(together, Draw(5, turned: true));
        Assert.Equal(together, Draw(9, turned: true));
    }

    [Fact]
    public void Noise_on_the_way_follows_the_tile_too()
    {
        byte[][] Draw(long[] indices) =>
            [
                .. TileSampler.Sample(
                    _model.Diffusion,
                    new TileDraws([.. indices.Select(_ => 3L)], indices, 7),
                    new SamplerSettings(new Ddim(1), 2, TinyGenerator.Guided(1))).Select(i => i.Pixels)
            ];

        var (both, second) = (Draw([6, 8]), Draw([8]));

        Assert.Equal(both[1], second[0]);
        Assert.NotEqual(both[0], both[1]);
    }

    [Fact]
    public void A_tile_depends_on_its_seed_index_and_class()
    {
        string Draw(long label, long index, ulong seed) => Convert.ToHexString(
            TileSampler.Sample(
                _model.Diffusion,
                new TileDraws([label], [index], seed),
                new SamplerSettings(new DpmSolverPlusPlus2M(), 2, TinyGenerator.Guided(2)))[0].Pixels);

        Assert.Equal(4, new[] { Draw(1, 2, 3), Draw(2, 2, 3), Draw(1, 3, 3), Draw(1, 2, 4) }.Distinct().Count());
    }

    [Fact]
    public void No_tiles_are_no_work_and_drawing_leaves_no_tensor_behind()
    {
        var before = LiveTensors.Settled();

        Assert.Empty(
            TileSampler.Sample(
                _model.Diffusion,
                new TileDraws([], [], 1),
                new SamplerSettings(new DpmSolverPlusPlus2M(), 2, TinyGenerator.Guided(2))));
        Assert.Equal(
            2,
            TileSampler.Sample(
                _model.Diffusion,
                new TileDraws([0, 0], [1, 1], 1),
                new SamplerSettings(new Ddim(1), 2, TinyGenerator.Guided(2))).Length);

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    /// <summary>Shows in a byte what differs in the last bits of a float.</summary>
    private sealed class LastBits : ISampler
    {
        public string Name => "last bits";

        public bool IsStochastic => false;

        public torch.Tensor Sample(
            NoiseSchedule schedule,
            CleanPredictor predict,
            torch.Tensor start,
            int steps,
            Func<int, torch.Tensor> noise) => (predict(start, 700) * 1e6).sin();
    }
}

using PathAlign.Data;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Sampling;

public sealed class LatentCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TileSet _tiles = TileMaker.Set(5, 32);
    private readonly AutoencoderModel _autoencoder;

    public LatentCacheTests() => _autoencoder = TinyAutoencoders.Write(_folder);

    public void Dispose()
    {
        _autoencoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_holds_what_encoding_gives_in_every_symmetry()
    {
        using var scope = NewDisposeScope();
        using var cache = Open();
        int[] images = [4, 0, 2], symmetries = [7, 0, 3];

        var stored = cache.At(images, symmetries);
        var encoded = cache.Space.Encode(TileTensors.Signed(_tiles, images, symmetries));

        Assert.Equal([3, 4, 4, 4], stored.shape);
        Assert.InRange((stored - encoded).abs().max().item<float>(), 0, 0.02f);   // float16 of unstandardised values
    }

    [Fact]
    public void Latents_have_mean_0_and_deviation_1_in_every_channel_and_lie_within_the_bound()
    {
        using var scope = NewDisposeScope();
        using var cache = Open();

        var all = cache.At([0, 1, 2, 3, 4], [0, 0, 0, 0, 0]);

        Assert.InRange(all.mean([0, 2, 3]).abs().max().item<float>(), 0, 1e-3f);
        Assert.InRange((all.square().mean([0, 2, 3]) - 1).abs().max().item<float>(), 0, 1e-2f);
        Assert.True(all.abs().max().item<float>() <= cache.Bound);
    }

    [Fact]
    public void What_is_there_is_kept_and_what_is_damaged_or_of_something_else_is_encoded_anew()
    {
        Open().Dispose();
        var path = Directory.GetFiles(_folder.At("latents")).Single();
        var before = File.ReadAllBytes(path);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        Open().Dispose();
        var untouched = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, before[..^100]);
        Open().Dispose();
        var mended = File.ReadAllBytes(path);
        Open(hash: "other").Dispose();

        Assert.Equal(DateTime.UnixEpoch, untouched);
        Assert.Equal(before, mended);
        Assert.NotEqual(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void Progress_counts_images_within_a_file_and_a_file_that_is_there_is_one_report()
    {
        var (first, second) = (new List<(int, int)>(), new List<(int, int)>());

        Open(progress: (done, all) => first.Add((done, all))).Dispose();
        Open(progress: (done, all) => second.Add((done, all))).Dispose();

        Assert.Equal([(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)], first);
        Assert.Equal([(5, 5)], second);
    }

    [Fact]
    public void A_stop_within_a_file_ends_the_encoding_after_the_current_pass_and_leaves_no_file()
    {
        using var stop = new CancellationTokenSource();
        var last = 0;

        Assert.Throws<OperationCanceledException>(() => Open(
            progress: (done, _) =>
            {
                last = done;
                if (done == 2) stop.Cancel();
            },
            cancel: stop.Token));

        Assert.Equal(2, last);
        Assert.False(Directory.Exists(_folder.At("latents")));
    }

    [Fact]
    public void Images_that_do_not_divide_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(
            () => LatentCache.Open(
                _folder.At("latents"), _autoencoder, TileMaker.Set(1, 28), "hash", null, CancellationToken.None));

        Assert.Contains("multiple of 8 px, got 28", error.Message);
    }

    private LatentCache Open(
        string hash = "hash", Action<int, int>? progress = null, CancellationToken cancel = default) =>
        LatentCache.Open(_folder.At("latents"), _autoencoder, _tiles, hash, progress, cancel);
}

using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Compute;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>
/// The latents of a data set's images in all eight symmetries. They are encoded once and kept in float16 files, which
/// are mapped into memory, so that resident memory does not grow with the data. The latent of a mirrored image is not
/// the mirrored latent, so each symmetry is encoded.
/// </summary>
public sealed class LatentCache : ITrainingImages, IDisposable
{
    private const int ImagesAFile = 256, Symmetries = 8, MostMeasured = 4096;

    // On a GPU: 41 images of 224 px. Stable Diffusion's encoder needs several GB for them.
    private const int PixelsAtOnce = 1 << 21;
    private const string TensorName = "latents", AutoencoderKey = "autoencoder_sha256", DataKey = "data_sha256";
    private const string PrecisionKey = "precision";
    private readonly List<SafetensorsFile> _files;
    private readonly int _length;
    private readonly Tensor _mean, _deviation;

    private LatentCache(List<SafetensorsFile> files, IImageCodec codec, int imageSize, int count, LatentSpace? scale)
    {
        _files = files;
        (Channels, Size) = (codec.LatentChannels, imageSize / codec.Factor);
        _length = Channels * Size * Size;
        (Space, Bound) = scale is null ? Measure(codec, count) : (scale, double.PositiveInfinity);
        (_mean, _deviation) = (
            tensor([.. Space.Mean], [1, Channels, 1, 1]), tensor([.. Space.Deviation], [1, Channels, 1, 1]));
    }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    public double Bound { get; }

    /// <inheritdoc/>
    public LatentSpace Space { get; }

    /// <summary>Encodes images whose latents a folder does not hold yet, and opens the cache.</summary>
    /// <param name="folder">Folder of the files; a stopped run resumes there.</param>
    /// <param name="model">The encoder; the caller disposes of it.</param>
    /// <param name="tiles">The images.</param>
    /// <param name="dataHash">Hash of the data set.</param>
    /// <param name="progress">Called with the numbers of encoded and of all images, several times a file.</param>
    /// <param name="cancel">Stops between two passes of the encoder; complete files are kept.</param>
    /// <param name="scale">The scale of the latents of a generator that is there already; null to measure it.</param>
    /// <exception cref="ArgumentException">The side of the images is not a multiple of the codec's factor.</exception>
    public static LatentCache Open(
        string folder,
        AutoencoderModel model,
        TileSet tiles,
        string dataHash,
        Action<int, int>? progress,
        CancellationToken cancel,
        LatentSpace? scale = null)
    {
        if (tiles.Size % model.Codec.Factor != 0)
            throw new ArgumentException(
                $"images: expected a side that is a multiple of {model.Codec.Factor} px, got {tiles.Size}");
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = "latents",
            [AutoencoderKey] = model.Sha256,
            [DataKey] = dataHash,
            [PrecisionKey] = ComputePrecision.Current,
        };
        var files = new List<SafetensorsFile>();
        for (var first = 0; first < tiles.Count; first += ImagesAFile)
        {
            cancel.ThrowIfCancellationRequested();
            var images = first..Math.Min(first + ImagesAFile, tiles.Count);
            void Report(int done) => progress?.Invoke(images.Start.Value + done, tiles.Count);
            var path = Path.Combine(
                folder,
                string.Create(CultureInfo.InvariantCulture, $"latents-{first / ImagesAFile:D5}.safetensors"));
            if (IsThere(path, metadata)) Report(images.End.Value - first);
            else SafetensorsWriter.Write(path, [Encode(model.Codec, tiles, images, Report, cancel)], metadata);
            files.Add(SafetensorsFile.Open(path));
        }
        return new LatentCache(files, model.Codec, tiles.Size, tiles.Count, scale);
    }

    /// <summary>Standardised latents (B, L, H, W) float32.</summary>
    /// <inheritdoc/>
    public Tensor At(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries)
    {
        using var scope = NewDisposeScope();
        var latents = Stored(indices, symmetries).to(get_default_device()).to(ScalarType.Float32);
        return scope.MoveToOuter((latents - _mean) / _deviation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }

    /// <summary>Latents (B, L, H, W) float16 on the CPU, as they are stored.</summary>
    private Tensor Stored(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries)
    {
        var bytes = _length * 2;
        var host = empty([indices.Count, Channels, Size, Size], ScalarType.Float16, CPU);
        for (var i = 0; i < indices.Count; i++)
        {
            var place = ((indices[i] % ImagesAFile) * Symmetries) + symmetries[i];
            _files[indices[i] / ImagesAFile].Bytes(TensorName).Slice(place * bytes, bytes).CopyTo(
                host.bytes.Slice(i * bytes, bytes));
        }
        return host;
    }

    /// <summary>
    /// Mean and deviation of each channel, and the largest absolute standardised value, over evenly spaced images.
    /// </summary>
    private (LatentSpace space, double bound) Measure(IImageCodec codec, int count)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var every = Math.Max(1, count / MostMeasured);
        var (sum, squares, largest, smallest, n) = (zeros(Channels), zeros(Channels), 0.0, 0.0, 0L);
        var chosen = Enumerable.Range(0, count).Where(i => i % every == 0).ToList();
        foreach (var some in chosen.Chunk(ImagesAFile))
        {
            using var part = NewDisposeScope();
            var latents = Stored(some, new int[some.Length]).to(get_default_device()).to(ScalarType.Float32);
            sum.add_(latents.sum([0, 2, 3]));
            squares.add_(latents.square().sum([0, 2, 3]));
            (largest, smallest) = (
                Math.Max(largest, latents.max().item<float>()), Math.Min(smallest, latents.min().item<float>()));
            n += some.Length * (long)Size * Size;
        }
        var mean = sum / n;
        var deviation = ((squares / n) - mean.square()).clamp(1e-8).sqrt();
        var farthest = Math.Max(
            ((largest - mean) / deviation).max().item<float>(), ((mean - smallest) / deviation).max().item<float>());
        float[] Values(Tensor x) => x.cpu().data<float>().ToArray();
        return (new LatentSpace(codec, Values(mean), Values(deviation)), Math.Min(1000, Math.Ceiling(farthest)));
    }

    private static TensorData Encode(
        IImageCodec codec, TileSet tiles, Range range, Action<int> progress, CancellationToken cancel)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var (first, count) = range.GetOffsetAndLength(tiles.Count);
        var all = Enumerable.Range(0, count * Symmetries)
            .Select(i => (image: first + (i / Symmetries), symmetry: i % Symmetries));
        var size = tiles.Size / codec.Factor;
        var bytes = new List<byte>(count * Symmetries * codec.LatentChannels * size * size * 2);
        var encoded = 0;
        var onCpu = codec.Network.parameters().First().device.type == DeviceType.CPU;
        foreach (var some in all.Chunk(onCpu ? 8 : Math.Max(1, PixelsAtOnce / tiles.Size / tiles.Size)))
        {
            cancel.ThrowIfCancellationRequested();   // on a CPU a file can take an hour
            using var part = NewDisposeScope();
            var images = TileTensors.Signed(
                tiles, [.. some.Select(e => e.image)], [.. some.Select(e => e.symmetry)]);
            bytes.AddRange(codec.Encode(images).to(ScalarType.Float16).cpu().contiguous().bytes);
            encoded += some.Length;
            progress(encoded / Symmetries);
        }
        return new TensorData(
            TensorName,
            TensorDtype.F16,
            [count, Symmetries, codec.LatentChannels, size, size],
            bytes.ToArray());
    }

    private static bool IsThere(string path, Dictionary<string, string> metadata)
    {
        if (!File.Exists(path)) return false;
        try
        {
            using var file = SafetensorsFile.Open(path);
            // earlier versions did not say the precision
            return metadata.All(
                entry => file.Metadata.TryGetValue(entry.Key, out var there)
                    ? there == entry.Value
                    : entry.Key == PrecisionKey);
        }
        catch (InvalidInputException)
        {
            return false;   // damaged: encode it again
        }
    }
}

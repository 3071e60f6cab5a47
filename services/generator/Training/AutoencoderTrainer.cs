using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Compute;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// Trains an autoencoder on crops of real images, and writes weights, reconstructions and the loss curve into one
/// folder.
/// </summary>
public sealed class AutoencoderTrainer
{
    private const int CheckpointEverySteps = 250, LookEverySteps = 500, Watched = 32, Shown = 8;
    private readonly AutoencoderTrainingOptions _options;
    private readonly TileDataset _data;
    private readonly string _folder;
    private readonly ConvolutionalAutoencoder _network;
    private readonly GradientStep _gradient;
    private readonly Ema _ema;
    private readonly BatchPlan _plan;
    private readonly PerceptualDistance? _perceptual;
    private readonly torch.Generator _random = new();

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; training uses the training split and measures the validation split.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="start">The autoencoder to go on from, which the recipe fits (<see cref="AutoencoderStart.Fit"/>);
    /// null trains a new one. The trainer owns it.</param>
    /// <param name="perceptual">How different images look to a classifier; null if the recipe gives that no
    /// weight.</param>
    /// <exception cref="ArgumentException">The crop does not fit the images, the device does not support the
    /// precision, or the autoencoder is not of the product's own kind.</exception>
    public AutoencoderTrainer(
        AutoencoderTrainingOptions options,
        TileDataset data,
        string folder,
        AutoencoderStart? start = null,
        PerceptualDistance? perceptual = null)
    {
        _ = ComputePrecision.Of(options.Precision);   // throws before anything is written
        (_options, _data, _folder, _perceptual) = (options, data, folder, perceptual);
        _random.manual_seed((long)options.Seed);
        _network = start?.Network(options, _random) ?? New();
        if (data.Train.Size % _network.Factor != 0)
            throw new ArgumentException(
                $"--data: expected images whose side is a multiple of {_network.Factor} px, got " +
                    $"{data.Train.Size} px; data import --crop or --size makes them");
        var step = 2 * _network.Factor;   // a halved latent must have a whole number of positions
        if (options.Crop % step != 0 || options.Crop > data.Train.Size)
            throw new ArgumentException(
                $"Crop: expected a multiple of {step} up to the images' {data.Train.Size} px, got {options.Crop}");
        var trained = start?.Trained(_network) ?? _network.parameters();
        foreach (var parameter in trained) parameter.requires_grad = true;
        _network.train();
        _gradient = new GradientStep(trained, options.WeightDecay, options.MaxGradNorm, options.Precision);
        _ema = new Ema(_network, options.EmaDecay);
        _plan = new BatchPlan(options.Seed, data.Train.Count, options.Batch);
    }

    /// <summary>Trains to the end and returns the path of the averaged weights.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the next start resumes from the checkpoint.</exception>
    public string Run(IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_options.Precision);
        Directory.CreateDirectory(_folder);
        var checkpoint = new Checkpoint(
            _network, _ema, _gradient, new RunIdentity(_options.ToJson(), _data.Name, _data.ContentHash()));
        var run = new TrainingRun(
            "autoencoder",
            _options.Steps,
            _options.Batch,
            Path.Combine(_folder, "checkpoint.safetensors"),
            CheckpointEverySteps);
        using var losses = new LossLog(Path.Combine(_folder, "loss.csv"), progress);
        run.Run(checkpoint, Step, AfterStep, losses, cancel);
        return Export();
    }

    /// <summary>
    /// One step: encode crops, add noise, decode, compare. A pure function of the state and the step's number.
    /// </summary>
    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        _random.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Noise).Next());
        var images = TileTensors.Crops(_data.Train, CropsAt(step), _options.Crop);               // (B, 3, S, S)
        var latents = _network.Encode(images);                                                   // (B, L, S/8, S/8)
        latents += SeededNoise.Normal(latents.shape, _random) * _options.LatentNoise;

        var moved = (long)Math.Round(_options.EquivariantShare * _options.Batch);
        var kept = _options.Batch - moved;
        var loss = zeros(1);
        if (kept > 0) loss += Difference(latents.narrow(0, 0, kept), images.narrow(0, 0, kept)) * kept;
        if (moved > 0)
        {
            var (z, x) = new EquivariantCopies(_options.Seed, step).Move(
                latents.narrow(0, kept, moved), images.narrow(0, kept, moved));
            loss += Difference(z, x) * moved;
        }
        loss /= _options.Batch;

        var rate = LearningRate.WarmupCosine(_options.LearningRate, step, _options.WarmupSteps, _options.Steps, 0.02);
        _gradient.Follow(loss, rate);
        _ema.Update(step);
        return (loss.item<float>(), rate);
    }

    private Tensor Difference(Tensor latents, Tensor images)
    {
        var decoded = _network.Decode(latents);
        var difference = decoded - images;
        var loss = difference.abs().mean() + (difference.square().mean() * _options.SquaredWeight);
        if (_options.SlopeWeight > 0)
            loss += (difference.diff(dim: 2).abs().mean() + difference.diff(dim: 3).abs().mean())
                * _options.SlopeWeight;
        if (_perceptual is not null) loss += _perceptual.Between(decoded, images) * _options.PerceptualWeight;
        return loss;
    }

    private ConvolutionalAutoencoder New() =>
        new ConvolutionalAutoencoder(new AutoencoderConfig(
            _options.LatentChannels,
            _options.Channels,
            _options.EncoderBlocks,
            _options.DecoderBlocks,
            FinalNorms: false)).Drawn(_random);

    private TileCrop[] CropsAt(long step)
    {
        var random = new CounterRandom(_options.Seed, (ulong)step, Purpose.Crop);
        var room = _data.Train.Size - _options.Crop + 1;
        return
        [
            .. _plan.At(step).Zip(_plan.SymmetriesAt(step), (tile, symmetry) =>
                new TileCrop(tile, random.NextInt(room), random.NextInt(room), symmetry))
        ];
    }

    private string? AfterStep(long done)
    {
        if (done % LookEverySteps != 0 && done != _options.Steps) return null;
        var psnr = 0.0;
        _ema.Applied(() => psnr = Look(Path.Combine(_folder, $"reconstructions-{done:D6}.png")));
        var split = _data.Validation.Count > 0 ? "validation" : "training tiles";
        return string.Create(CultureInfo.InvariantCulture, $"{split} {psnr:f2} dB");
    }

    /// <summary>Draws validation images above their reconstructions and returns the mean PSNR in decibels.</summary>
    private double Look(string path)
    {
        var tiles = _data.Validation.Count > 0 ? _data.Validation : _data.Train;
        var every = Math.Max(1, tiles.Count / Watched);
        int[] indices = [.. Enumerable.Range(0, Math.Min(Watched, tiles.Count)).Select(i => i * every)];
        var quality = indices.Chunk(4).SelectMany(some => Reconstruction.Psnr(_network, tiles, some)).ToList();
        int[] shown = [.. indices.Where((_, i) => i % Math.Max(1, indices.Length / Shown) == 0).Take(Shown)];
        var rows = new List<GridRow>
        {
            new("real", [.. shown.Select(tiles.Image)]),
            new("decoded", [.. shown.SelectMany(i => Reconstruction.Of(_network, tiles, [i]))]),
        };
        AtomicFile.Write(path, Png.Encode(TileGrid.Draw(rows)));
        return quality.Average();
    }

    private string Export()
    {
        var path = Path.Combine(_folder, "autoencoder.safetensors");
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = AutoencoderFile.Kind,
            ["network"] = _network.ToJson(),
            ["recipe"] = _options.ToJson(),
            [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
            ["data"] = _data.Name,
            ["data_sha256"] = _data.Train.PixelHash(),
        };
        SafetensorsWriter.Write(path, ModelWeights.ExportHalf(_ema.Averages), metadata);
        return path;
    }
}

using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Models.Compute;
using PathAlign.Models.Weights;
using PathAlign.Statistics;
using PathAlign.Training.Augmentation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Training.Classification;

/// <summary>Trains a ResNet-18 on tissue tiles; the test split is not used.</summary>
public sealed class ClassifierTrainer
{
    private const double MaxGradNorm = 5;
    private readonly ClassifierTrainingOptions _options;
    private readonly TileDataset _data;
    private readonly string _folder;
    private readonly ResNet18 _network;
    private readonly GradientStep _gradient;
    private readonly Ema _ema;
    private readonly BatchPlan _plan;
    private readonly StainJitter _stain;
    private readonly RandomAffine _affine;
    private readonly long _stepsPerEpoch, _steps;

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; training uses the training split and measures the validation split.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <exception cref="ArgumentException">The device does not support the precision.</exception>
    public ClassifierTrainer(ClassifierTrainingOptions options, TileDataset data, string folder)
    {
        _ = ComputePrecision.Of(options.Precision);   // throws before anything is written
        (_options, _data, _folder) = (options, data, folder);
        _network = new ResNet18(
            data.Description.Classes.Count,
            data.Train.Size <= 64 ? ResNetStem.Small : ResNetStem.Torchvision).Drawn(new torch.Generator(options.Seed));
        _gradient = new GradientStep(_network.parameters(), options.WeightDecay, MaxGradNorm, options.Precision);
        _ema = new Ema(_network, options.EmaDecay);
        _plan = new BatchPlan(options.Seed, data.Train.Count, options.Batch);
        (_stain, _affine) = (new StainJitter(options.StainStrength), new RandomAffine(options.AffineProbability, 0.2));
        _stepsPerEpoch = Math.Max(1, data.Train.Count / options.Batch);
        _steps = _stepsPerEpoch * options.Epochs;
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
            "classifier", _steps, _options.Batch, Path.Combine(_folder, "checkpoint.safetensors"), (int)_stepsPerEpoch);
        _network.train();
        run.Run(checkpoint, Step, AfterStep, progress, cancel);
        return Export();
    }

    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        var indices = _plan.At(step);
        var images = TileTensors.Signed(_data.Train, indices, _plan.SymmetriesAt(step));          // (B, 3, S, S)
        images = _affine.Apply(images, new CounterRandom(_options.Seed, (ulong)step, Purpose.Mix));
        images = _stain.Apply(images, new CounterRandom(_options.Seed, (ulong)step, Purpose.Stain));
        var logits = _network.call(images);                                                            // (B, classes)
        var loss = nn.functional.cross_entropy(
            logits, TileTensors.Labels(_data.Train, indices), label_smoothing: _options.LabelSmoothing);

        var rate = LearningRate.WarmupCosine(_options.LearningRate, step, _steps / 10, _steps);
        _gradient.Follow(loss, rate);
        _ema.Update(step);
        return (loss.item<float>(), rate);
    }

    private string? AfterStep(long done)
    {
        if (done % _stepsPerEpoch != 0 || _data.Validation.Count == 0) return null;
        var accuracy = 0.0;
        _ema.Applied(
            () =>
                accuracy = ClassifierEvaluation.Run(_network, _data.Validation, symmetries: false)
                    .Accuracy(_data.Validation));
        _network.train();
        return string.Create(
            CultureInfo.InvariantCulture, $"validation accuracy {accuracy:f3} (n={_data.Validation.Count})");
    }

    private string Export()
    {
        var path = Path.Combine(_folder, "classifier.safetensors");
        ClassifierModel.Write(
            path,
            _network.Stem,
            _data.Train.Size,
            _data.Description,
            _ema.Averages,
            new Dictionary<string, string>
            {
                ["recipe"] = _options.ToJson(),
                [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
                ["data"] = _data.Name,
                ["data_sha256"] = _data.Train.PixelHash(),
            });
        return path;
    }
}

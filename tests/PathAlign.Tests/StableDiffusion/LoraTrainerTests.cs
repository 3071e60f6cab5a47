using System.Text.Json;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Finetuner.Lora;
using PathAlign.Models.Autoencoder;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Lora;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

public sealed class LoraTrainerTests : IDisposable
{
    private static readonly LoraOptions _options = new()
    {
        Steps = 4,
        Batch = 6,
        MicroBatch = 4,
        LearningRate = 0.01,
        RestartAfter = 2,
        Rank = 2,
        Alpha = 2,
        Precision = "float32",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public LoraTrainerTests() => _model = TinyTextModel.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void The_adapter_has_the_names_that_other_programs_read_and_changes_the_attention_only()
    {
        using var file = SafetensorsFile.Open(Train("lora", _options));

        var modules = file.Tensors.Keys
            .Select(name => name[..name.IndexOf(".lora_", StringComparison.Ordinal)])
            .ToHashSet();
        Assert.Equal(file.Tensors.Count, 2 * modules.Count);
        Assert.Contains("unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0", modules);
        Assert.All(
            modules,
            name =>
            {
                Assert.StartsWith("unet.", name);
                Assert.Matches(@"\.attn[12]\.(to_q|to_k|to_v|to_out\.0)$", name);
            });
    }

    [Fact]
    [Slow]
    public void Under_PEFTs_names_the_adapter_is_the_same_and_its_settings_lie_beside_it()
    {
        var options = _options with { Steps = 1, Alpha = 4 };
        var plain = Train("plain", options);
        var peft = Train("peft", options, naming: LoraNaming.Peft);

        Assert.Equal("adapter_model.safetensors", Path.GetFileName(peft));
        using var config = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(peft)!, "adapter_config.json")));
        Assert.Equal(2, config.RootElement.GetProperty("r").GetInt32());
        Assert.Equal(2, config.RootElement.GetProperty("lora_alpha").GetInt32());   // the scale is in B
        using var file = SafetensorsFile.Open(peft);
        Assert.All(file.Tensors.Keys, name => Assert.StartsWith("base_model.model.", name));
        Assert.Equal(
            config.RootElement.GetProperty("target_modules").EnumerateArray().Select(name => name.GetString()!).Order(),
            file.Tensors.Keys
                .Where(name => name.EndsWith(".lora_A.weight", StringComparison.Ordinal))
                .Select(name => name["base_model.model.".Length..^".lora_A.weight".Length])
                .Order());
        Assert.Equal(Weights(plain), Weights(peft));
    }

    [Fact]
    [Slow]
    public void A_resumed_run_ends_with_the_same_bytes()
    {
        var straight = Train("straight", _options);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Train("resumed", _options, new CancelAt(stop, 2), stop.Token));

        Assert.Equal(File.ReadAllBytes(straight), File.ReadAllBytes(Train("resumed", _options)));
    }

    [Fact]
    [Slow]
    public void A_run_that_was_cancelled_within_a_step_ends_with_the_same_bytes()
    {
        var straight = Train("straight", _options);
        using var stop = new CancellationTokenSource();
        var parts = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Train(
            "resumed",
            _options,
            cancel: stop.Token,
            each: () =>
            {
                if (++parts == 5) stop.Cancel();   // the first of two parts of the third step
            }));

        Assert.Equal(5, parts);
        Assert.Equal(File.ReadAllBytes(straight), File.ReadAllBytes(Train("resumed", _options)));
    }

    [Fact]
    [Slow]
    public void A_stopped_run_leaves_the_averaged_adapter_of_its_steps()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Train("stopped", _options, new CancelAt(stop, 2), stop.Token));

        using var file = SafetensorsFile.Open(_folder.At("stopped/pytorch_lora_weights.safetensors"));

        Assert.Equal("2", file.Metadata["steps"]);
    }

    [Fact]
    [Slow]
    public void A_finished_run_goes_on_with_more_steps_as_if_they_had_been_asked_for_at_first()
    {
        var straight = Train("straight", _options);
        Train("further", _options with { Steps = 2 });

        var further = Train("further", _options);

        Assert.Equal(File.ReadAllBytes(straight), File.ReadAllBytes(further));
        var error = Assert.Throws<InvalidInputException>(() => Train("further", _options with { Steps = 3 }));
        Assert.Contains("step: expected at most 3 steps as --steps asks for, found 4", error.Message);
    }

    [Fact]
    [Slow]
    public void A_run_with_other_options_is_refused_by_the_names_of_those_that_differ()
    {
        Train("lora", _options with { Steps = 1 });

        var error = Assert.Throws<InvalidInputException>(
            () => Train("lora", _options with { Steps = 1, NoiseOffset = 0.5 }));

        Assert.Contains("found others (NoiseOffset: expected 0.5, found 0.15)", error.Message);
    }

    [Fact]
    [Slow]
    public void A_stop_while_samples_are_drawn_loses_no_step_and_the_next_start_draws_them()
    {
        using var stop = new CancellationTokenSource();
        var parts = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Train(
            "stopped",
            _options with { Steps = 1 },
            cancel: stop.Token,
            each: () =>
            {
                if (++parts == 2) stop.Cancel();   // the last part of the last step
            }));
        var samples = _folder.At("stopped/samples-000001.png");
        Assert.False(File.Exists(samples));

        Train("stopped", _options with { Steps = 1 }, each: () => parts++);

        Assert.Equal(2, parts);
        Assert.True(File.Exists(samples));
    }

    [Fact]
    [Slow]
    public void Images_computed_in_parts_give_the_gradient_of_the_whole()
    {
        var whole = Weights(Train("whole", _options with { MicroBatch = 6, NoiseOffset = 0, Steps = 1 }));
        var parts = Weights(Train("parts", _options with { MicroBatch = 2, NoiseOffset = 0, Steps = 1 }));

        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(whole, value => value != 0);
    }

    [Fact]
    [Slow]
    public void A_loss_that_is_not_finite_stops_at_its_step()
    {
        var error = Assert.Throws<NotFiniteNumberException>(
            () => Train("wild", _options with { LearningRate = 0.1, Rank = 1, Alpha = 4096, Steps = 200, Batch = 2 }));

        Assert.Matches(@"^adapter: step \d+: expected a finite (loss|gradient), got ", error.Message);
    }

    [Fact]
    [Slow]
    public void The_learning_rate_starts_again_at_its_peak_and_the_next_period_is_twice_as_long()
    {
        var rates = new Rates();

        Train("rates", _options with { Steps = 6, LearningRate = 0.01, RestartAfter = 2 }, rates);

        Assert.Equal([0.01, 0.005, 0.01, 0.008536, 0.005, 0.001464], rates.Of.Select(rate => Math.Round(rate, 6)));
    }

    [Theory]
    [Slow]
    [InlineData(0)]
    [InlineData(0.05)]
    [InlineData(0.99)]
    public void The_adapter_is_the_average_of_the_steps(double decay)
    {
        // without an average, the adapter is the one of the last step; B starts at 0
        var (first, second) = (
            Weights(Train("first", _options with { Steps = 1, EmaDecay = 0 }), ".lora_B.weight"),
            Weights(Train("second", _options with { Steps = 2, EmaDecay = 0 }), ".lora_B.weight"));
        var (early, late) = (Math.Min(decay, 1 / 10.0), Math.Min(decay, 2 / 11.0));

        var average = Weights(Train("average", _options with { Steps = 2, EmaDecay = decay }), ".lora_B.weight");

        Assert.NotEqual(first, second);
        Assert.Equal(
            first.Zip(second, (a, b) => (float)((late * (1 - early) * a) + ((1 - late) * b))),
            average,
            (expected, found) => Math.Abs(expected - found) < 1e-6);
    }

    [Fact]
    [Slow]
    public void The_noise_offset_changes_what_a_step_learns()
    {
        float[] With(double offset) =>
            Weights(Train($"offset-{offset}", _options with { Steps = 1, NoiseOffset = offset, EmaDecay = 0 }));

        Assert.NotEqual(With(0), With(0.5));
    }

    [Fact]
    [Slow]
    public void The_weighting_of_losses_changes_what_a_step_learns_and_is_off_by_default()
    {
        float[] With(double? gamma)
        {
            var options = _options with { Steps = 1, EmaDecay = 0 };
            return Weights(Train($"gamma-{gamma}", gamma is { } cap ? options with { SnrGamma = cap } : options));
        }
        var off = With(0);

        Assert.NotEqual(off, With(5));
        Assert.Equal(off, With(null));
    }

    [Theory]
    [Slow]
    [InlineData(0.001)]
    [InlineData(0.002)]
    public void The_gradient_of_a_step_is_scaled_down_to_its_limit(double limit)
    {
        Train("clipped", _options with { Steps = 1, MaxGradNorm = limit });

        // after one step, the optimiser's first moment is a tenth of the gradient
        var moments = Weights(_folder.At("clipped/checkpoint.safetensors"), ".exp_avg");
        Assert.Equal(limit, 10 * Math.Sqrt(moments.Sum(m => (double)m * m)), limit * 0.01);
    }

    [Fact]
    [Slow]
    public void Weight_decay_takes_its_share_of_what_has_no_gradient()
    {
        // the gradient of A is 0 in the first step, since B is
        float[] With(double decay) => Weights(
            Train($"decay-{decay}", _options with { Steps = 1, WeightDecay = decay, EmaDecay = 0 }), ".lora_A.weight");

        var (kept, decayed) = (With(0), With(0.5));

        Assert.Equal(
            kept.Select(a => a * (1 - (0.01f * 0.5f))),
            decayed,
            (expected, found) => Math.Abs(expected - found) < 1e-6);
        Assert.NotEqual(kept, decayed);
    }

    private static float[] Weights(string path, string ending = "")
    {
        using var file = SafetensorsFile.Open(path);
        return
        [
            .. file.Tensors.Keys.Where(name => name.EndsWith(ending, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .SelectMany(
                    name => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Bytes(name)).ToArray())
        ];
    }

    private string Train(
        string name,
        LoraOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default,
        LoraNaming naming = LoraNaming.Diffusers,
        Action? each = null)
    {
        using var model = TextToImage.Load(_model);
        var data = TinyTextModel.Data with { Description = model.Dataset! };
        using var latents = LatentCache.Open(
            _folder.At("lora-latents"),
            new AutoencoderModel(model.Latents.Codec, model.LatentsSha256),
            data.Train,
            data.ContentHash(),
            null,
            CancellationToken.None,
            model.Latents);
        using var trainer = new LoraTrainer(
            options, model, data, new Watched(latents, each), _folder.At(name), naming);
        return trainer.Run(progress, cancel);
    }

    private sealed class Rates : IProgress<TrainingProgress>
    {
        internal List<double> Of { get; } = [];

        public void Report(TrainingProgress value) => Of.Add(value.LearningRate);
    }

    /// <summary>Images of which each request is told.</summary>
    private sealed class Watched(ITrainingImages images, Action? each) : ITrainingImages
    {
        public int Channels => images.Channels;

        public int Size => images.Size;

        public double Bound => images.Bound;

        public LatentSpace? Space => images.Space;

        public torch.Tensor At(IReadOnlyList<int> indices, IReadOnlyList<int> symmetries)
        {
            each?.Invoke();
            return images.At(indices, symmetries);
        }
    }
}

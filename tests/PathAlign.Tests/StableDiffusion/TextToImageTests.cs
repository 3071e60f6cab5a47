using System.CommandLine;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Generator.Training.FromText;
using PathAlign.Imaging;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Lora;
using PathAlign.Standalone.Commands.StableDiffusion;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.StableDiffusion.Lora;
using PathAlign.Tests.Training;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.StableDiffusion;

public sealed class TextToImageTests : IDisposable
{
    private static readonly PromptSettings _settings = new() { Steps = 3, Guidance = 3, Seed = 7 };
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public TextToImageTests() => _model = TinyTextModel.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void A_trained_model_draws_from_text_whatever_is_drawn_beside()
    {
        using var model = TextToImage.Load(_model);
        byte[] Draw(string prompt, long index) => model.Draw(prompt, _settings, index).Pixels;

        var first = Draw("an image of fat", 4);

        Assert.Equal(TinyTextModel.Size, model.Size);
        Assert.NotEqual(first, Draw("an image of fat", 5));
        Assert.NotEqual(first, Draw("mucus", 4));
        Assert.Equal(first, Draw("an image of fat", 4));
        Assert.Equal(128, model.Draw("fat", _settings with { Size = 128 }, 0).Width);
    }

    [Fact]
    [Slow]
    public void Guidance_acts_only_in_its_part_of_the_run_and_a_negative_prompt_changes_the_image()
    {
        using var model = TextToImage.Load(_model);
        byte[] Draw(PromptSettings settings) => model.Draw("fat", settings, 0).Pixels;

        var bare = Draw(_settings with { Guidance = 1 });

        Assert.Equal(bare, Draw(_settings with { GuidanceFrom = 0.5, GuidanceTo = 0.5 }));
        Assert.NotEqual(bare, Draw(_settings));
        Assert.NotEqual(Draw(_settings), Draw(_settings with { Negative = "mucus" }));
    }

    [Fact]
    public void A_model_to_go_on_from_is_refused_for_latents_of_another_shape_before_any_is_encoded()
    {
        TextToImageTrainer.RequireFit(_model, channels: 4, side: 8);

        var error = Assert.Throws<ArgumentException>(
            () => TextToImageTrainer.RequireFit(_model, channels: 4, side: 28));

        Assert.Contains("expected a model of latents of 4×28×28", error.Message);
    }

    [Theory]
    [InlineData("ddpm")]
    [InlineData("ddim")]
    [InlineData("pndm")]
    [InlineData("euler")]
    [Slow]
    public void Every_scheduler_draws(string scheduler)
    {
        using var model = TextToImage.Load(_model);

        var image = model.Draw("fat", _settings with { Scheduler = scheduler }, 0);

        Assert.True(image.Pixels.Distinct().Count() > 10);
    }

    [Fact]
    [Slow]
    public void A_resumed_training_ends_with_the_same_model()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => TinyTextModel.Train(_folder, "resumed", new CancelAt(stop, 2), stop.Token));

        var resumed = TinyTextModel.Train(_folder, "resumed");

        Assert.Equal(ModelFolder.Hash(_model), ModelFolder.Hash(resumed));
    }

    [Theory]
    [Slow]
    [InlineData("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", ".lora_up.weight")]
    [InlineData("text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_linear_layer.down.weight", ".up.weight")]
    [InlineData("text_encoder.text_model.encoder.layers.0.mlp.fc1.lora_A.weight", ".lora_B.weight")]
    public void An_adapter_of_the_text_model_changes_what_a_prompt_means_until_it_is_taken_out(string a, string ending)
    {
        using var model = TextToImage.Load(_model);
        float[] Features() => model.Features("fat").data<float>().ToArray();
        var (own, features) = (Features(), TinyTextModel.Options.TextFeatures);
        var b = a.Replace(".lora_A.weight", ending)
            .Replace(".lora_down.weight", ending)
            .Replace(".down.weight", ending);
        float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
        var path = _folder.At("text.safetensors");
        SafetensorsWriter.Write(
            path,
            [
                LoraTensors.Floats(a, [1, features], Ones(features)),
                LoraTensors.Floats(b, [4 * features, 1], Ones(4 * features)),
            ],
            null);

        model.Merge([(path, 1)]);
        var changed = Features();
        model.Merge([]);

        Assert.NotEqual(own, changed);
        Assert.Equal(own, Features());
    }

    [Fact]
    [Slow]
    public void A_training_that_goes_on_starts_with_the_models_weights_shape_and_vocabulary()
    {
        var hardly = new TextToImageOptions { Steps = 1, Batch = 2, LearningRate = 1e-7, Merges = 5, Seed = 9 };

        var further = TinyTextModel.Train(_folder, "further", options: hardly, from: _model);

        using var before = ModelFolder.ReadUNet(_model);
        using var after = ModelFolder.ReadUNet(further);
        Assert.Equal(before.Config.ToJson(), after.Config.ToJson());
        Assert.All(
            before.parameters().Zip(after.parameters()),
            pair => Assert.True(pair.First.allclose(pair.Second, rtol: 1e-3, atol: 1e-5)));
        Assert.Equal(
            File.ReadAllText(Path.Combine(_model, "tokenizer", "vocab.json")),
            File.ReadAllText(Path.Combine(further, "tokenizer", "vocab.json")));
        Assert.Contains(ModelFolder.Hash(_model), File.ReadAllText(Path.Combine(further, "model_index.json")));
    }

    [Fact]
    [Slow]
    public void A_training_does_not_go_on_from_a_model_of_other_latents()
    {
        var config = Path.Combine(_model, "unet", "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"sample_size\": 8", "\"sample_size\": 16"));

        var error = Assert.Throws<ArgumentException>(() => TinyTextModel.Train(_folder, "other", from: _model));

        Assert.Contains("--from: expected a model of latents of", error.Message);
    }

    [Fact]
    [Slow]
    public void An_exported_generator_draws_the_classes_as_the_model_does()
    {
        var path = _folder.At("generator.safetensors");
        using (var model = TextToImage.Load(_model))
            GeneratorExport.Write(model, model.Dataset!, TinyTextModel.Size, path);

        using var generator = GeneratorModel.Load(path);
        var drawn = TileSampler.Sample(
            generator.Diffusion,
            new TileDraws([0, 1], [0, 0], 7),
            new SamplerSettings(new DpmSolverPlusPlus2M(), 3, GuidanceSettings.OfClasses));

        Assert.Equal(TinyTextModel.Data.Description.Codes, generator.Dataset.Codes);
        Assert.Equal(TinyTextModel.Size, generator.Size);
        Assert.NotEqual(drawn[0].Pixels, drawn[1].Pixels);
    }

    [Fact]
    [Slow]
    public void Images_have_their_origin_and_a_second_run_keeps_them()
    {
        var folder = _folder.At("images");
        using var model = TextToImage.Load(_model);
        string Run(PromptSettings settings) => new PromptedImages(model, settings, "float32", folder).Run(
            [("fat", "an image of fat – Größe")], 2, null, CancellationToken.None);
        Run(_settings);
        var path = Assert.Single(Directory.EnumerateFiles(folder, "fat-*-00001.png"));
        var (bytes, written) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));

        var grid = Run(_settings);

        Assert.True(File.Exists(grid));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        var text = Png.ReadText(bytes, path);
        Assert.Equal("true", text[Provenance.SyntheticKey]);
        Assert.Equal("an image of fat – Größe", Uri.UnescapeDataString(text["pathalign:prompt"]));
        Assert.Equal(model.Sha256, text["pathalign:base_sha256"]);

        Run(_settings with { Seed = 8 });
        Assert.NotEqual(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    [Slow]
    public void Images_of_another_prompt_do_not_overwrite_the_first_ones()
    {
        var folder = _folder.At("images");
        using var model = TextToImage.Load(_model);
        var images = new PromptedImages(model, _settings with { Steps = 1 }, "float32", folder);

        foreach (var prompt in new[] { "fat", "mucus" })
            images.Run([("prompt-1", prompt)], 1, null, CancellationToken.None);

        Assert.Equal(2, Directory.EnumerateFiles(folder, "prompt-1-*-00000.png").Count());
    }

    [Fact]
    [Slow]
    public void Steps_within_an_image_are_reported()
    {
        using var model = TextToImage.Load(_model);
        var reports = new List<DrawingProgress>();

        new PromptedImages(model, _settings with { Steps = 2 }, "float32", _folder.At("images")).Run(
            [("fat", "fat")], 2, reports.Add, CancellationToken.None);

        Assert.Equal(
            [
                new(0, 2), new(0, 2, 1, 2), new(0, 2, 2, 2),
                new(1, 2), new(1, 2, 1, 2), new(1, 2, 2, 2),
                new(2, 2),
            ],
            reports);
        Assert.Equal([0, 0.5, 1, 1, 1.5, 2, 2], reports.Select(report => report.Value));
    }

    [Fact]
    [Slow]
    public void A_stop_is_seen_after_the_current_step_and_keeps_the_finished_images()
    {
        using var model = TextToImage.Load(_model);
        using var stop = new CancellationTokenSource();
        var last = default(DrawingProgress);
        void Report(DrawingProgress report)
        {
            last = report;
            if (report is { Done: 1, Step: 1 }) stop.Cancel();
        }

        Assert.Throws<OperationCanceledException>(
            () => new PromptedImages(model, _settings, "float32", _folder.At("images")).Run(
                [("fat", "fat")], 2, Report, stop.Token));

        Assert.Equal(new DrawingProgress(1, 2, 1, 3), last);
        Assert.EndsWith("-00000.png", Assert.Single(Directory.EnumerateFiles(_folder.At("images"))));
    }

    [Theory]
    [Slow]
    [InlineData("lora/adapter.safetensors", false)]
    [InlineData("safety_checker/config.json", false)]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors", false)]
    [InlineData("scheduler/scheduler_config.json", false)]
    [InlineData("model_index.json", false)]
    [InlineData("unet/config.json", true)]
    [InlineData("vae/config.json", true)]
    [InlineData("text_encoder/model.safetensors", true)]
    [InlineData("tokenizer/merges.txt", true)]
    [InlineData("tokenizer/special_tokens_map.json", true)]
    public void A_models_hash_is_of_what_its_networks_and_tokenizer_are_read_from(string file, bool counts)
    {
        var before = ModelFolder.Hash(_model);
        var path = Path.Combine(_model, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        File.AppendAllText(path, "\n");

        Assert.Equal(counts, before != ModelFolder.Hash(_model));
    }

    [Fact]
    [Slow]
    public void An_adapter_names_its_model_by_the_hash_of_today_or_of_before()
    {
        using var model = TextToImage.Load(_model);
        var command = new Command("generate");
        var option = new AdapterOption();
        option.AddTo(command);
        string Adapter(string of)
        {
            var path = _folder.At($"{of}.safetensors");
            LoraFile.Write(
                path,
                new LoraChange(
                [
                    new LoraModule(
                        "mid_block.attentions.0.transformer_blocks.0.attn1.to_q",
                        LoraTensors.Matrix([1, 32], new float[32]),
                        LoraTensors.Matrix([32, 1], new float[32]),
                        1),
                ]),
                metadata: new Dictionary<string, string> { ["base_sha256"] = of });
            return path;
        }
        void Apply(string of) => option.Apply(command.Parse(["--lora", Adapter(of)]), model);

        Apply(model.Sha256);
        Apply(model.EarlierSha256);

        Assert.NotEqual(model.Sha256, model.EarlierSha256);
        Assert.Contains("expected an adapter", Assert.Throws<InvalidInputException>(() => Apply("other")).Message);
    }

    [Fact]
    [Slow]
    public void Numbers_that_are_not_finite_are_no_image()
    {
        using var model = TextToImage.Load(_model);
        using (torch.no_grad()) model.UNet.parameters().First().fill_(float.NaN);
        using var prompted = GeneratorExport.Prompted(model, model.Dataset!, TinyTextModel.Size);
        prompted.eval();

        var one = Assert.Throws<NotFiniteNumberException>(() => model.Draw("fat", _settings, 0));
        var tile = Assert.Throws<NotFiniteNumberException>(() => TileSampler.Sample(
            new DiffusionModel(prompted, NoiseSchedule.Cosine, Prediction.V, model.Latents),
            new TileDraws([0], [0], 7),
            new SamplerSettings(new DpmSolverPlusPlus2M(), 3, GuidanceSettings.OfClasses)));

        Assert.StartsWith("step 1 of 3: expected finite numbers, found NaN", one.Message);
        Assert.StartsWith("the result of 3 steps: expected finite numbers, found NaN", tile.Message);
    }

    [Fact]
    [Slow]
    public async Task A_schedule_that_no_adapter_is_trained_for_is_refused_before_images_are_encoded()
    {
        var schedule = Path.Combine(_model, "scheduler", "scheduler_config.json");
        File.WriteAllText(
            schedule, File.ReadAllText(schedule).Replace("{", "{\n  \"rescale_betas_zero_snr\": true,"));
        var data = _folder.At("tiles.npz");
        MedMnist.Write(data, TinyTextModel.Data);
        var (@out, command) = (_folder.At("lora"), FinetuneCommand.Create());

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => command.Parse(["--model", _model, "--data", data, "--out", @out]).InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

        Assert.Contains("rescale_betas_zero_snr: expected false", error.Message);
        Assert.False(Directory.Exists(@out));
    }

    [Fact]
    [Slow]
    public void Another_pipeline_is_refused_by_its_name()
    {
        var index = Path.Combine(_model, "model_index.json");
        File.WriteAllText(
            index, File.ReadAllText(index).Replace("\"StableDiffusionPipeline\"", "\"StableDiffusionXLPipeline\""));

        var error = Assert.Throws<InvalidInputException>(() => TextToImage.Load(_model));

        Assert.Contains("_class_name: expected StableDiffusionPipeline", error.Message);
        Assert.Contains("found StableDiffusionXLPipeline", error.Message);
    }

    [Fact]
    [Slow]
    public void A_folder_with_another_part_is_refused()
    {
        var config = Path.Combine(_model, "unet", "config.json");
        File.WriteAllText(
            config, File.ReadAllText(config).Replace("\"cross_attention_dim\": 8", "\"cross_attention_dim\": 16"));

        var error = Assert.Throws<InvalidInputException>(() => TextToImage.Load(_model));

        Assert.Contains("expected shape", error.Message);
        Assert.Contains(
            "model_index.json", Assert.Throws<InvalidInputException>(() => TextToImage.Load(_folder.Path)).Message);
    }

    [Fact]
    [Slow]
    public void A_caption_that_does_not_fit_is_refused_before_the_training()
    {
        var error = Assert.Throws<ArgumentException>(
            () => TinyTextModel.Train(_folder, "short", options: TinyTextModel.Options with { Tokens = 8 }));

        Assert.Contains("expected at most 6 tokens", error.Message);
    }

    [Fact]
    [Slow]
    public void A_size_that_does_not_fit_is_refused()
    {
        using var model = TextToImage.Load(_model);

        var error = Assert.Throws<ArgumentException>(() => model.Draw("fat", _settings with { Size = 60 }, 0));

        Assert.Contains("multiple of 8", error.Message);
    }
}

using System.CommandLine;
using PathAlign.Data;
using PathAlign.Finetuner.Lora;
using PathAlign.Models.Compute;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Lora;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>pathalign sd finetune</c>: trains an adapter on labelled images.</summary>
internal static class FinetuneCommand
{
    internal static Command Create()
    {
        var model = new ModelOption();
        var naming = new Option<string>("--naming")
        {
            Description = "Names in the written adapter: those of diffusers (pytorch_lora_weights.safetensors), or " +
                "those of PEFT (adapter_model.safetensors and adapter_config.json)",
            DefaultValueFactory = _ => "diffusers",
        }.AcceptOnlyFromAmong("diffusers", "peft");
        var command = TrainCommand.Create<LoraOptions>(
            "lora",
            "Train an adapter (LoRA) of the model's attention on labelled images, each with the prompt of its class.",
            "the adapter, samples",
            training => TrainIn(model, naming, training),
            "finetune",
            needsData: true);
        model.AddTo(command);
        command.Add(naming);
        return command;
    }

    private static string TrainIn(
        ModelOption option, Option<string> naming, TrainCommand.Training<LoraOptions> training)
    {
        using var model = option.Load(training.Parsed);
        // before the images are encoded
        _ = GeneratorExport.ScheduleOf(model.Schedule);
        _ = GeneratorExport.PredictionOf(model.Schedule);
        var classes = Prompts.Classes(training.Data.Description, model.Dataset);
        var data = training.Data with { Description = training.Data.Description with { Classes = classes } };
        var prompts = classes.Select(Prompts.Of).ToList();
        LeftOut.Warn(model, prompts);
        Console.WriteLine($"prompts: {string.Join("; ", prompts)}");
        using var latents = Encode(model, data, training);
        var names = training.Parsed.GetValue(naming) == "peft" ? LoraNaming.Peft : LoraNaming.Diffusers;
        using var trainer = new LoraTrainer(training.Options, model, data, latents, training.Folder, names);
        Console.WriteLine($"adapter: {trainer.Parameters} parameters");
        return training.Show(trainer.Run);
    }

    private static LatentCache Encode(
        TextToImage model, TileDataset data, TrainCommand.Training<LoraOptions> training) =>
        ProgressDisplay.Count("latents", report =>
        {
            using var precision = ComputePrecision.Use(training.Options.Precision);
            return LatentCache.Open(
                Path.Combine(training.Folder, "latents"),
                new AutoencoderModel(model.Latents.Codec, model.LatentsSha256),   // the model disposes of it
                data.Train,
                data.ContentHash(),
                report,
                training.Cancel,
                model.Latents);
        });
}

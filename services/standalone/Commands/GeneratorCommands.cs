using System.CommandLine;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Generator.Sampling;
using PathAlign.Sampling;
using PathAlign.Generator.Training;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign generator train|eval|filter|with-decoder</c>.</summary>
internal static class GeneratorCommands
{
    internal static Command Create() =>
        new("generator", "Train and measure a tile generator.")
        {
            Train(), Eval(), FilterCommand.Create(), WithDecoder(),
        };

    private static Command Train()
    {
        var space = new SpaceOption();
        var from = new Option<string?>("--from")
        {
            Description = "Weights of a generator to go on from, for other images of its kind, or " +
                $"{ShippedModels.BloodCellsName} for the shipped one; shape and schedule are its own, and " +
                "so is the autoencoder unless --autoencoder names one with as many or more channels",
        };
        var command = TrainCommand.Create<GeneratorTrainingOptions>(
            "generator",
            "Train a class-conditional diffusion model on tiles, from scratch or from another generator.",
            "weights, samples",
            training => TrainIn(space, from, training));
        space.AddTo(command);
        command.Add(from);
        return command;
    }

    private static string TrainIn(
        SpaceOption space, Option<string?> from, TrainCommand.Training<GeneratorTrainingOptions> training)
    {
        var (real, folder, size) = (training.Data, training.Folder, training.Data.Train.Size);
        var model = training.Parsed.GetValue(from);
        if (model is not null)
            training.RequireNone(
                "--from, whose model has its own", "--channels", "--blocks", "--schedule", "--space");
        using var known = model is null ? null : GeneratorModel.Load(ShippedModels.Named(model).Generator);
        using var read = known is null ? space.Load(training.Parsed, size) : space.Other(training.Parsed, known);
        var own = known is { Space.Codec: { } codec } ? new AutoencoderModel(codec, known.Sha256) : null;
        var autoencoder = read ?? own;
        var options = known is null ? training.Options : GeneratorTrainer.Fit(training.Options, known);
        options = options with { AutoencoderSha256 = read?.Sha256 };
        GeneratorTrainer.RequireShape(options, size, autoencoder?.Codec.Factor ?? 1);
        if (known is not null && autoencoder is not null)
            GeneratorTrainer.RequireChannels(known, autoencoder.Codec.LatentChannels);
        using var latents = autoencoder is null
            ? null
            : SpaceOption.Encode(autoencoder, real, options, folder, training.Cancel);
        return training.Show(new GeneratorTrainer(options, real, folder, latents, known).Run);
    }

    private static Command WithDecoder()
    {
        var model = new Option<string>("--model")
        {
            Description = "Weights of a generator of latents",
            Required = true,
        };
        var decoder = new Option<string>("--autoencoder")
        {
            Description = "Weights of an autoencoder that was trained with --decoder-of the generator's own one",
            Required = true,
        };
        var @out = new Option<string>("--out")
        {
            Description = "The file to write",
            DefaultValueFactory = _ => "out/generator/generator.safetensors",
        };
        var command = new Command(
            "with-decoder", "Give a generator of latents the decoder of another autoencoder with the same encoder.")
        { model, decoder, @out };
        command.SetAction(parsed =>
        {
            DecoderExchange.Write(
                parsed.GetValue(model)!, parsed.GetValue(decoder)!, parsed.GetValue(@out)!);
            Console.WriteLine($"weights: {parsed.GetValue(@out)}");
            return 0;
        });
        return command;
    }

    private static Command Eval()
    {
        var data = new DataOption();
        var (generatorOption, redraw) = (new GeneratorOption(), new RedrawOptions());
        var judge = new Option<string?>("--judge")
        {
            Description = "Weights of a classifier that took no part in training; default: the shipped judge",
        };
        var drawing = new TileDrawingOptions(count: 100, steps: 20, seed: 1000);
        var @out = new Option<string>("--out")
        {
            Description = "Folder for tiles, report and pictures",
            DefaultValueFactory = _ => "out/evaluation",
        };
        var command = new Command("eval", "Draw tiles and compare them with real tiles.")
        {
            judge,
            @out,
        };
        drawing.AddTo(command);
        data.AddTo(command);
        generatorOption.AddTo(command);
        redraw.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(async () =>
        {
            var folder = parsed.GetValue(@out)!;
            using var generator = generatorOption.Load(parsed);
            using var reward = await redraw.LoadAsync(parsed, generator, cancel);
            var options = drawing.Of(parsed, generator, [.. generator.Dataset.Labels]);
            var real = data.Load(parsed);
            using var classifier = ClassifierModel.Load(parsed.GetValue(judge) ?? generatorOption.Set(parsed).Judge);
            DatasetHeader.RequireSame(generator.Dataset, real.Description, "the generator");
            classifier.RequireFor(real.Description, real.Train.Size, "--judge");
            GeneratorEvaluation.RequireEnough(real, generator.Dataset.Classes.Count * options.CountPerClass);
            if (generator.Size != real.Train.Size)
                throw new ArgumentException(
                    $"--data: expected tiles of {generator.Size} px, as the generator draws, got " +
                        $"{real.Train.Size} px");
            var tiles = Path.Combine(folder, "tiles");
            var generation = new TileGeneration(generator, options, tiles, reward?.Redraws);
            generation.Run((done, total) => Console.WriteLine($"tiles {done}/{total}"), cancel);
            if (reward is not null) Console.WriteLine($"further attempts: {generation.DrawnAgain}");
            var generated = GeneratedTiles.Read(tiles, real.Description, options.CountPerClass);
            var evaluation = new GeneratorEvaluation(
                classifier, real, generated, options.Seed, new ProgressLines(Console.WriteLine).Report, cancel);
            Console.WriteLine(evaluation.Write(folder));
            return 0;
        }, CancellationToken.None));
        return command;
    }
}

using System.CommandLine;
using PathAlign.Data;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>pathalign sd export</c>: makes one generator file of a text-to-image model.</summary>
internal static class ExportCommand
{
    internal static Command Create()
    {
        var model = new ModelOption();
        var classes = DataOption.ClassesOption();
        var size = new Option<int?>("--size")
        {
            Description = "Height and width of the images to draw, in pixels; default: the size that the model was " +
                "trained at",
        };
        var @out = new Option<string>("--out")
        {
            Description = "The file to write",
            DefaultValueFactory = _ => "out/text-to-image/generator.safetensors",
        };
        var command = new Command(
            "export",
            "Make a generator of the model and its classes' prompts, for rounds, filters and evaluations (--model " +
                "FILE).")
        { classes, size, @out };
        var adapters = new AdapterOption();
        model.AddTo(command);
        adapters.AddTo(command);
        command.SetAction((parsed, _) => Task.Run(() =>
        {
            using var loaded = model.Load(parsed);
            adapters.Apply(parsed, loaded);
            var dataset = parsed.GetValue(classes) is { } file ? DescriptionFile.Read(file) : loaded.Dataset;
            if (dataset is null)
                throw new ArgumentException(
                    "--classes: expected a file with the classes and their prompts, which the model lacks, got none");
            LeftOut.Warn(loaded, dataset.Classes.Select(Prompts.Of));
            GeneratorExport.Write(
                loaded,
                dataset,
                parsed.GetValue(size) ?? loaded.Size,
                parsed.GetValue(@out)!);
            Console.WriteLine($"weights: {parsed.GetValue(@out)}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}

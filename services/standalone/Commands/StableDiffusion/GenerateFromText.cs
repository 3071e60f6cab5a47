using System.CommandLine;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Text;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>pathalign sd generate</c> and <c>pathalign sd demo</c>: draw images from text.</summary>
internal static class GenerateFromText
{
    private static readonly string[] _demoPrompts =
    [
        "a photomicrograph of a neutrophil",
        "an eosinophil with a bilobed nucleus and orange-pink granules",
        "a basophil with coarse dark purple granules",
        "a lymphocyte with a round dense nucleus and a thin rim of blue cytoplasm",
        "a microscope image of a monocyte",
        "a red cell precursor with a round dark nucleus and grey-blue cytoplasm",
        "a metamyelocyte with a kidney-shaped nucleus",
        "a small purple cell fragment without a nucleus between red cells",
    ];

    internal static Command Generate()
    {
        var prompt = new Option<string[]>("--prompt")
        {
            Description = "What the images show, in words; may be given several times",
        };
        var @class = new Option<string?>("--class")
        {
            Description = "Classes to draw by their prompts: codes, names or numbers separated by commas, or all; " +
                "the model must describe its data set, or --classes does",
        };
        var classes = DataOption.ClassesOption();
        var command = Create(
            "generate",
            "Draw images from text.",
            new DrawingOptions("out/text-to-image"),
            (parsed, model) =>
            [
                .. Named(parsed.GetValue(prompt)),
                .. OfClasses(
                    parsed.GetValue(@class),
                    parsed.GetValue(classes) is { } file ? DescriptionFile.Read(file) : model.Dataset),
            ]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(prompt) is null or [] && result.GetValue(@class) is null)
                result.AddError("--prompt: expected a text or --class, got none");
            if (result.GetValue(classes) is not null && result.GetValue(@class) is null)
                result.AddError("--classes: expected --class, which takes its prompts from the file, got none");
        });
        command.Add(prompt);
        command.Add(@class);
        command.Add(classes);
        return command;
    }

    internal static Command Demo() => Create(
        "demo",
        "Draw blood cells from eight sentences with the shipped small model.",
        new DrawingOptions("out/text-to-image-demo"),
        (_, _) => [.. Named(_demoPrompts)]);

    private static Command Create(
        string name,
        string description,
        DrawingOptions drawing,
        Func<ParseResult, TextToImage, IReadOnlyList<(string Name, string Prompt)>> prompts)
    {
        var model = new ModelOption();
        var adapters = new AdapterOption();
        var command = new Command(name, description);
        model.AddTo(command);
        adapters.AddTo(command);
        drawing.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            // a model takes long to load: first what needs none
            var settings = drawing.Settings(parsed);
            var (count, precision) = (drawing.Count(parsed), drawing.Precision(parsed));
            adapters.Check(parsed);
            using var loaded = model.Load(parsed);
            loaded.RequireFit(settings);
            adapters.Apply(parsed, loaded);
            var wanted = prompts(parsed, loaded);
            LeftOut.Warn(loaded, wanted.Select(w => w.Prompt).Append(settings.Negative));
            var images = new PromptedImages(loaded, settings, precision, drawing.Folder(parsed));
            var grid = ProgressDisplay.Draw("images", report => images.Run(wanted, count, report, cancel));
            Console.WriteLine($"grid: {grid}");
            return 0;
        }, CancellationToken.None));
        return command;
    }

    private static IEnumerable<(string Name, string Prompt)> Named(string[]? prompts) =>
        (prompts ?? []).Select((text, i) => ($"prompt-{i + 1}", text));

    private static IEnumerable<(string Name, string Prompt)> OfClasses(string? text, DatasetDescription? dataset)
    {
        if (text is null) return [];
        if (dataset is null)
            throw new ArgumentException(
                "--class: expected a model that describes its classes; use --prompt, or name the classes by --classes");
        return GenerateCommand.Labels(text, dataset)
            .Select(label => (dataset.Classes[label].Code, Prompts.Of(dataset.Classes[label])));
    }
}

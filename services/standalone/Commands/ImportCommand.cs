using System.CommandLine;
using PathAlign.Data;
using PathAlign.Import;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign data import</c>: turns a folder of images into a data set.</summary>
internal static class ImportCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description = "Folder of images (PNG, JPEG, TIFF, WebP): a folder per class; train, val and test with a " +
                "folder per class in each; or as --manifest describes",
        };
        var @out = new Option<string>("--out")
        {
            Description = "Folder to write: tiles, dataset.json, import.csv (the outcome of each file), " +
                "preview.png; pass it as --data",
            Required = true,
        };
        var manifest = new Option<string?>("--manifest")
        {
            Description = "A table with the columns file and class and, optionally, split, group and a box (xmin, " +
                "ymin, xmax, ymax in pixels): each box becomes a tile",
        };
        var classMap = new Option<string?>("--class-map")
        {
            Description = "A table with the columns source and class that renames or joins classes; an empty class " +
                "leaves the source class out",
        };
        var size = new Option<int?>("--size")
        {
            Description = "Scale to N×N px (8 to 1024); by default images keep their size, which must be the same " +
                "for all",
        };
        var crop = new Option<int?>("--crop")
        {
            Description = "Cut N×N px out of the middle, before scaling; with boxes around the middle of each, so " +
                "that all objects keep one scale",
        };
        var depth = LabelOptions.DepthOption();
        var group = new Option<string?>("--group")
        {
            Description = "A regular expression that finds the patient or slide in a file's path (its first " +
                "parentheses, or the whole match); no group is in two splits",
        };
        var val = new Option<double?>("--val")
        {
            Description = "Share of val, if the data has none: of all images " +
                $"({ImportOptions.DefaultValidation}), or of train if the data has other splits (0)",
        };
        var test = new Option<double?>("--test")
        {
            Description = $"Share of test, likewise ({ImportOptions.DefaultTest}, or 0)",
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the split" };
        var drop = new Option<bool>("--drop-leaks")
        {
            Description = "Leave images of val and test out of train, and images of test out of val; by default " +
                "such images are reported and kept",
        };
        var classes = DataOption.ClassesOption();
        var stain = new Option<string?>("--stain")
        {
            Description = "How the specimens are stained, for example H&E or Giemsa; unless a description names " +
                "criteria, the stain decides what raters check",
        };
        var command = new Command(
            "import",
            "Turn a folder of images into a data set for --data: 8-bit RGB tiles of one size, split by class and " +
                "patient. Reports damaged files, duplicates and leaks between splits. A stopped import resumes.")
            {
                folder, @out, manifest, classMap, size, crop, depth, group, val, test, seed, drop, classes, stain,
            };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = new ImportOptions
            {
                Folder = parsed.GetValue(folder)!,
                Out = parsed.GetValue(@out)!,
                Manifest = parsed.GetValue(manifest),
                ClassMap = parsed.GetValue(classMap),
                Size = parsed.GetValue(size),
                Crop = parsed.GetValue(crop),
                Depth = parsed.GetValue(depth),
                Group = parsed.GetValue(group),
                Validation = parsed.GetValue(val),
                Test = parsed.GetValue(test),
                Seed = parsed.GetValue(seed),
                DropLeaks = parsed.GetValue(drop),
                Description = parsed.GetValue(classes) is { } file ? DescriptionFile.Read(file) : null,
                Stain = parsed.GetValue(stain),
            };
            var lines = new ProgressLines(Console.WriteLine);
            var report = new FolderImport(options, p => lines.Report(p.Stage, p.Done, p.Total)).Run(cancel);
            foreach (var line in report.Lines()) Console.WriteLine(line);
            foreach (var line in SkippedFiles.Lines(report.Skipped)) Console.WriteLine(line);
            Console.WriteLine($"data: {report.Folder} (each file: import.csv; a look: preview.png)");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}

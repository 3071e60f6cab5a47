using System.CommandLine;
using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using Spectre.Console;
using GridRow = PathAlign.Imaging.GridRow;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign data info|preview|import|phantom|pull</c>.</summary>
internal static class DataCommands
{
    internal static Command Create() =>
        new("data", "Inspect data sets, import folders of images, draw the phantom, download PathMNIST.")
        {
            Info(), Preview(), ImportCommand.Create(), PhantomTiles(), Pull(),
        };

    private static Argument<string> Source() =>
        new("source")
        {
            Description = "A MedMNIST .npz file, a folder of PNG tiles (train, val and test, with a folder per " +
                "class), or phantom",
            DefaultValueFactory = _ => "phantom",
        };

    private static Command Info()
    {
        var source = Source();
        var command = new Command("info", "Count tiles by class and split.") { source };
        command.SetAction(parsed =>
        {
            var data = DataReading.Read(parsed.GetValue(source));
            var table = new Table().Title(Markup.Escape(data.Name)).AddColumns("class", "", "train", "val", "test");
            foreach (var (label, c) in data.Description.Classes.Index())
                table.AddRow(
                    [
                        c.Code,
                        c.Name,
                        .. data.Splits.Select(
                            s => s.tiles.Labels.Count(l => l == label).ToString(CultureInfo.InvariantCulture)),
                    ]);
            table.AddRow(["", "all", .. data.Splits.Select(s => s.tiles.Count.ToString(CultureInfo.InvariantCulture))]);
            AnsiConsole.Write(table);
            foreach (var line in SkippedFiles.Lines(data.Skipped)) Console.WriteLine(line);
            Console.WriteLine(
                $"size {data.Train.Size} px, {(data.Synthetic ? "drawn, not real tissue" : "real tiles")}; stain " +
                    $"{data.Description.Stain ?? "unknown"}; " +
                    $"raters check {string.Join(", ", data.Description.Criteria)}");
        });
        return command;
    }

    private static Command Preview()
    {
        var source = Source();
        var perClass = new Option<int>("--per-class")
        {
            Description = "Tiles of each class",
            DefaultValueFactory = _ => 10,
        };
        var split = new Option<string>("--split")
        {
            Description = "Split to show: train, val or test",
            DefaultValueFactory = _ => "train",
        };
        var @out = new Option<string>("--out")
        {
            Description = "PNG file to write",
            DefaultValueFactory = _ => "out/preview.png",
        };
        var command = new Command("preview", "Draw a contact sheet of tiles.") { source, perClass, split, @out };
        command.SetAction(parsed =>
        {
            var data = DataReading.Read(parsed.GetValue(source));
            var tiles = data.Splits.FirstOrDefault(s => s.name == parsed.GetValue(split)).tiles
                ?? throw new ArgumentException($"--split: expected train, val or test, got '{parsed.GetValue(split)}'");
            RgbImage[] First(int label) =>
            [
                .. Enumerable.Range(0, tiles.Count).Where(i => tiles.Labels[i] == label)
                    .Take(parsed.GetValue(perClass)).Select(tiles.Image)
            ];
            var rows = data.Description.Codes.Select((code, label) => new GridRow(code, First(label))).ToList();
            AtomicFile.Write(
                parsed.GetValue(@out)!,
                Png.Encode(
                    TileGrid.Draw(rows, $"{data.Name} - {parsed.GetValue(split)}")));
            Console.WriteLine($"picture: {parsed.GetValue(@out)}");
        });
        return command;
    }

    private static Command PhantomTiles()
    {
        var (seed, size, perClass) = (
            new Option<ulong>("--seed") { Description = "Seed; the same seed draws the same tiles" },
            new Option<int>("--size")
            {
                Description = "Width and height of a tile in pixels",
                DefaultValueFactory = _ => 28,
            },
            new Option<int>("--per-class")
            {
                Description = "Training tiles of each class",
                DefaultValueFactory = _ => 100,
            });
        var @out = new Option<string>("--out")
        {
            Description = "Folder to write; it gets one subfolder of PNG tiles per class",
            DefaultValueFactory = _ => "out/phantom",
        };
        var command = new Command("phantom", "Draw the phantom's tiles into a folder.") { seed, size, perClass, @out };
        command.SetAction(parsed =>
        {
            var data = Phantom.Create(parsed.GetValue(seed), parsed.GetValue(size), parsed.GetValue(perClass));
            TileFolder.Write(parsed.GetValue(@out)!, data);
            Console.WriteLine($"{data.Name}: {parsed.GetValue(@out)}");
        });
        return command;
    }

    private static Command Pull()
    {
        var name = new Argument<string>("name") { Description = "The data set: pathmnist" };
        var size = new Option<int>("--size")
        {
            Description = "Width and height of a tile in pixels: 28, 64, 128 or 224",
            DefaultValueFactory = _ => 28,
        };
        var @out = new Option<string?>("--out")
        {
            Description = "File to write; default: the official file name in data/",
        };
        var command = new Command("pull", "Download an official data set and verify it.") { name, size, @out };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(name) != "pathmnist")
                throw new ArgumentException($"data set: expected pathmnist, got '{parsed.GetValue(name)}'");
            using var client = new HttpClient { Timeout = TimeSpan.FromHours(2) };
            var path = await new PathMnistDownload(client).RunAsync(
                parsed.GetValue(size), parsed.GetValue(@out), Console.WriteLine, cancel);
            Console.WriteLine($"data: {path}");
            return 0;
        });
        return command;
    }
}

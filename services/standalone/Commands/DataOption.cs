using System.CommandLine;
using PathAlign.Data;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// The <c>--data</c> and <c>--classes</c> options: a file, a folder or the phantom, and what it shows.
/// </summary>
internal sealed class DataOption
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "A MedMNIST .npz, a folder of PNG tiles per class, or phantom (the default: drawn tiles)",
    };

    private readonly Option<string?> _classes = ClassesOption();

    internal static Option<string?> ClassesOption() => new("--classes")
    {
        Description = "A file that names the classes, one in each line (code, then name), or a JSON description; by " +
            "default what lies beside the data, else its folders' names, MedMNIST's names or numbers",
    };

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_classes);
    }

    /// <summary>Reads the data and says what was read and what was left out.</summary>
    internal TileDataset Load(ParseResult parsed)
    {
        var described = parsed.GetValue(_classes) is { } file ? DescriptionFile.Read(file) : null;
        var data = TileDatasets.Load(parsed.GetValue(_data), described);
        Console.WriteLine($"data: {data.Name}");
        foreach (var line in SkippedFiles.Lines(data.Skipped)) Console.WriteLine(line);
        return data;
    }
}

using System.CommandLine;
using PathAlign.Data;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// The <c>--data</c> and <c>--classes</c> options: a file, a folder or the phantom, and the classes in it.
/// </summary>
internal sealed class DataOption
{
    private readonly Option<string?> _data;

    private readonly Option<string?> _classes = ClassesOption();

    /// <param name="isRequired">Whether data must be named; without, the default is the phantom.</param>
    internal DataOption(bool isRequired = false) => _data = new Option<string?>("--data")
    {
        Description = "A MedMNIST .npz file, a folder of PNG tiles (train, val and test, with a folder per class), " +
            (isRequired ? "or phantom" : "or phantom (the default: synthetic tiles)"),
        Required = isRequired,
    };

    internal static Option<string?> ClassesOption() => new("--classes")
    {
        Description = "A file with one class per line (code, then name), or a JSON description. Default: the " +
            "description beside the data; without one, folder names, MedMNIST's names or numbers",
    };

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_classes);
    }

    /// <summary>Reads the data; prints its name and the skipped files.</summary>
    internal TileDataset Load(ParseResult parsed)
    {
        var described = parsed.GetValue(_classes) is { } file ? DescriptionFile.Read(file) : null;
        var data = DataReading.Read(parsed.GetValue(_data), described);
        Console.WriteLine($"data: {data.Name}");
        foreach (var line in SkippedFiles.Lines(data.Skipped)) Console.WriteLine(line);
        return data;
    }
}

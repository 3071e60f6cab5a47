using System.CommandLine;
using PathAlign.Data;

namespace PathAlign.Standalone.Commands;

/// <summary>The <c>--data</c> option: a file, a folder or the phantom.</summary>
internal static class DataSource
{
    internal static Option<string?> Option() =>
        new("--data")
        {
            Description = "A MedMNIST .npz, a folder of PNG tiles per class, or phantom (the default: drawn tiles)",
        };

    internal static TileDataset Load(string? source)
    {
        var data = TileDatasets.Load(source);
        Console.WriteLine($"data: {data.Name}");
        return data;
    }
}

using System.CommandLine;
using PathAlign.Data;

namespace PathAlign.Standalone.Commands;

/// <summary>The <c>--data</c> option: a file or folder.</summary>
internal static class DataSource
{
    internal static Option<string> Option() => new("--data") { Description = "A MedMNIST .npz", Required = true };

    internal static TileDataset Load(string? source) => MedMnist.Load(source!);
}

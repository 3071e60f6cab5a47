using System.CommandLine;
using PathAlign.Models.Compute;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--device</c>, for every command.</summary>
internal sealed class DeviceOption() : Option<string>("--device")
{
    internal static DeviceOption Create() =>
        new()
        {
            Description = "What the models compute on: cpu, cuda or cuda:N",
            DefaultValueFactory = _ => ComputeDevice.Default,
            Recursive = true,
        };

    /// <summary>Has the process compute where the command line says.</summary>
    internal void Use(ParseResult parsed) => ComputeDevice.Use(parsed.GetValue(this)!, Name);
}

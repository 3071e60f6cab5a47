using System.CommandLine;
using PathAlign.Models.Compute;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--device</c>, for every command.</summary>
internal sealed class DeviceOption() : Option<string>("--device")
{
    internal static DeviceOption Create() =>
        new()
        {
            Description = "Device that the models run on: cpu, cuda or cuda:N",
            DefaultValueFactory = _ => ComputeDevice.Default,
            Recursive = true,
        };

    /// <summary>Makes the process compute on the device that the command line names.</summary>
    internal void Use(ParseResult parsed) => ComputeDevice.Use(parsed.GetValue(this)!, Name);
}

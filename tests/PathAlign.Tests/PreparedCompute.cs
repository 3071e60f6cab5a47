using System.Runtime.CompilerServices;
using PathAlign.Models.Compute;

namespace PathAlign.Tests;

/// <summary>What a program does first, before any test.</summary>
internal static class PreparedCompute
{
    [ModuleInitializer]
    internal static void Prepare() => ComputeDevice.Use(ComputeDevice.Default, "tests");
}

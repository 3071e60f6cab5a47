using System.CommandLine;
using PathAlign.Models.Compute;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--precision</c>, for every command that draws or trains.</summary>
internal static class PrecisionOption
{
    internal static Option<string> Create() => new("--precision")
    {
        Description = "Number format of convolutions and matrix products: float32, bfloat16, float16 (GPUs only), or " +
            "auto: bfloat16 if the processor or GPU supports it in hardware, else float32. Weights are always float32",
        DefaultValueFactory = _ => ComputePrecision.Auto,
    };
}

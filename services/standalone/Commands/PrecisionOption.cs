using System.CommandLine;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--precision</c> of the trainers.</summary>
internal static class PrecisionOption
{
    internal static Option<string> Create(string otherwise) => new("--precision")
    {
        Description = "What convolutions and products are computed in: float32; or bfloat16 or, on a GPU alone, float16, which GPUs are faster at; weights are float32",
        DefaultValueFactory = _ => otherwise,
    };
}

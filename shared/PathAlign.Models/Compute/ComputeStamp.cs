using System.Text.RegularExpressions;
using TorchSharp;

namespace PathAlign.Models.Compute;

/// <summary>The software and kernels of a computation. With equal stamps, the same work gives the same bytes.</summary>
/// <param name="LibTorch">The version of LibTorch, such as 2.10.0.</param>
/// <param name="Precision">float32, bfloat16 or float16.</param>
/// <param name="Kernels">The class of the kernels: <see cref="Processor.KernelClass"/>.</param>
public sealed partial record ComputeStamp(string LibTorch, string Precision, string Kernels)
{
    /// <summary>The metadata key of a stamp in weight files and checkpoints.</summary>
    public const string Key = "computed_with";

    /// <summary>The stamp of this process with the calling thread's precision.</summary>
    public static ComputeStamp Current => Here(ComputePrecision.Current);

    /// <summary>The stamp of this process with the precision of a setting.</summary>
    /// <param name="setting">One of <see cref="ComputePrecision.Names"/>.</param>
    public static ComputeStamp Of(string setting) => Here(ComputePrecision.Of(setting));

    /// <summary>Reads the text of <see cref="ToString"/>; returns null for any other text.</summary>
    public static ComputeStamp? Parse(string? text) =>
        text is not null && Form().Match(text) is { Success: true, Groups: var g }
            ? new(g[1].Value, g[2].Value, g[3].Value)
            : null;

    /// <summary>The stamp as text, such as "LibTorch 2.10.0, bfloat16, avx512_bf16".</summary>
    public override string ToString() => $"LibTorch {LibTorch}, {Precision}, {Kernels}";

    private static ComputeStamp Here(string precision) =>
        new(Version.Parse(torch.__version__).ToString(3), precision, Processor.KernelClass);

    [GeneratedRegex(@"\ALibTorch ([0-9.]{1,20}), (float32|bfloat16|float16), ([a-z0-9_/]{1,40})\z")]
    private static partial Regex Form();
}

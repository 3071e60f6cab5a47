using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>
/// The kernels that LibTorch and its oneDNN choose on this machine. Kernels of different classes give results that
/// differ in the last bits.
/// </summary>
public static class Processor
{
    private static readonly string[] OneDnnLevels =
    [
        "SSE41",
        "AVX",
        "AVX2",
        "AVX512_CORE",
        "AVX512_CORE_VNNI",
        "AVX512_CORE_BF16",
        "AVX512_CORE_FP16",
        "AVX512_CORE_AMX",
    ];

    /// <summary>Whether oneDNN multiplies bfloat16 in hardware (AVX512-BF16 or AMX).</summary>
    public static bool HasBFloat16 => OneDnn is "avx512_bf16" or "amx_bf16";

    /// <summary>
    /// The class of the kernels in use: that of oneDNN, followed by that of LibTorch's own kernels if a setting lowers
    /// it; cuda on a GPU.
    /// </summary>
    public static string KernelClass => get_default_device().type == DeviceType.CPU ? Cpu : "cuda";

    private static string Cpu => LibTorchLevel is { } level && level != Widest ? $"{OneDnn}/{level}" : OneDnn;

    private static string OneDnn { get; } = Choose();

    private static string Widest => Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "default";

    /// <summary>The limit of ATEN_CPU_CAPABILITY for LibTorch's own kernels; null if it is not set.</summary>
    private static string? LibTorchLevel =>
        Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") is { Length: > 0 } level ? level : null;

    private static string Choose()
    {
        if (!X86Base.IsSupported) return "default";
        var limit = Limit();
        if (HasBit(leaf: 7, subleaf: 0, r => r.Edx, 22) && limit >= Level("AVX512_CORE_AMX")) return "amx_bf16";
        if (HasBit(leaf: 7, subleaf: 1, r => r.Eax, 5) && limit >= Level("AVX512_CORE_BF16")) return "avx512_bf16";
        if (Avx512BW.IsSupported && limit >= Level("AVX512_CORE")) return "avx512";
        return Avx2.IsSupported && limit >= Level("AVX2") ? "avx2" : "default";
    }

    private static bool HasBit(
        int leaf, int subleaf, Func<(int Eax, int Ebx, int Ecx, int Edx), int> register, int bit) =>
        X86Base.CpuId(0, 0).Eax >= leaf && (register(X86Base.CpuId(leaf, subleaf)) >> bit & 1) != 0;

    private static int Limit()
    {
        var name = Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA")
            ?? Environment.GetEnvironmentVariable("DNNL_MAX_CPU_ISA");
        return name is { Length: > 0 } && Level(name.ToUpperInvariant()) is var level and >= 0 ? level : int.MaxValue;
    }

    private static int Level(string name) => Array.IndexOf(OneDnnLevels, name);
}

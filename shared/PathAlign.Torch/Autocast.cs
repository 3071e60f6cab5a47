using TorchSharp;
#if !TORCHSHARP
using TorchSharp.Interop;
#endif

namespace PathAlign.Torch;

/// <summary>
/// Mixed precision (Micikevicius et al. 2018) on the calling thread, until disposed of: LibTorch casts what goes into convolutions and
/// products to a shorter type and keeps float32 where sums need it; weights, their gradients and the optimiser stay float32. For forward
/// passes alone: a backward pass repeats their types by itself. TorchSharp 0.106 has no such thing, so the package knows float32 alone.
/// </summary>
public sealed class Autocast : IDisposable
{
    /// <summary>Half precision, whose gradients vanish unless losses are scaled.</summary>
    public const string Float16 = "float16";

    /// <summary>The names that <see cref="To"/> takes, as a regular expression.</summary>
    public const string Names = "float32|bfloat16|" + Float16;

    private readonly bool _on;

    private Autocast(bool on) => _on = on;

    /// <param name="precision">One of <see cref="Names"/>; float32 changes nothing.</param>
    /// <exception cref="ArgumentException">Another name, or one that this build or device does not compute in.</exception>
    public static Autocast To(string precision)
    {
        if (precision == "float32") return new Autocast(false);
        Set(precision switch
        {
            "bfloat16" => torch.ScalarType.BFloat16,
            Float16 when torch.get_default_device().type != DeviceType.CPU => torch.ScalarType.Float16,
            Float16 => throw new ArgumentException("precision: float16 expects a GPU, found cpu; LibTorch has no such convolutions there"),
            _ => throw new ArgumentException($"precision: expected {Names}, found '{precision}'"),
        });
        return new Autocast(true);
    }

    public void Dispose()
    {
        if (_on) Set(null);
    }

#if TORCHSHARP
    private static void Set(torch.ScalarType? type) => throw new ArgumentException("precision: expected float32, all that TorchSharp's package computes in; build against LibTorch for bfloat16");
#else
    private static void Set(torch.ScalarType? type) => Native.Check(Native.pt_autocast((int)torch.get_default_device().type, (int?)type ?? -1), "autocast");
#endif
}

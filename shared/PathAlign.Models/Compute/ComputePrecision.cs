using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>
/// What convolutions and products are computed in on the calling thread, until disposed of (mixed precision,
/// Micikevicius et al. 2018). Weights, their gradients, statistics of norms, softmax and losses stay float32; a layer
/// casts its input and its weights, and activations travel in the shorter type between layers. Without a scope that is
/// float32.
/// </summary>
public sealed class ComputePrecision : IDisposable
{
    /// <summary>bfloat16 where the device has units for it, float32 elsewhere.</summary>
    public const string Auto = "auto";

    /// <summary>Half precision, whose gradients vanish unless losses are scaled; on GPUs alone.</summary>
    public const string Float16 = "float16";

    /// <summary>The names that a setting may have, as a regular expression.</summary>
    public const string Names = Auto + "|float32|bfloat16|" + Float16;

    [ThreadStatic]
    private static ComputePrecision? t_current;
    private readonly ComputePrecision? _outer;

    private ComputePrecision(string name, ScalarType type) => (Name, Type, _outer) = (name, type, t_current);

    /// <summary>The name of what is computed in: float32, bfloat16 or float16.</summary>
    public string Name { get; }

    private ScalarType Type { get; }

    /// <summary>The name of what layers on this thread compute in now.</summary>
    public static string Current => t_current?.Name ?? "float32";

    /// <summary>Has layers on this thread compute in a precision.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">Another name, or float16 without a GPU.</exception>
    public static ComputePrecision Use(string name) => t_current = Resolve(name);

    /// <summary>What a setting means on this machine: float32, bfloat16 or float16.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">Another name, or float16 without a GPU.</exception>
    public static string Of(string name) => Resolve(name).Name;

    /// <inheritdoc/>
    public void Dispose() => t_current = _outer;

    /// <summary>The tensor in the type that is computed in; itself where it has that already.</summary>
    internal static Tensor Cast(Tensor x) => x.dtype == CurrentType ? x : x.to(CurrentType);

    private static ScalarType CurrentType => t_current?.Type ?? ScalarType.Float32;

    private static ComputePrecision Resolve(string name)
    {
        var isCpu = get_default_device().type == DeviceType.CPU;
        return name switch
        {
            Auto when !isCpu || Processor.HasBFloat16 => new ComputePrecision("bfloat16", ScalarType.BFloat16),
            Auto or "float32" => new ComputePrecision("float32", ScalarType.Float32),
            "bfloat16" => new ComputePrecision(name, ScalarType.BFloat16),
            Float16 when !isCpu => new ComputePrecision(name, ScalarType.Float16),
            Float16 =>
                throw new ArgumentException("precision: float16 needs a GPU, and this process computes on the cpu"),
            _ => throw new ArgumentException($"precision: expected {Names}, found '{name}'"),
        };
    }
}

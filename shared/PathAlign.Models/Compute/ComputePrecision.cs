using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>
/// Sets the number format of convolutions and matrix products on the calling thread until it is disposed of (mixed
/// precision, Micikevicius et al. 2018). Weights, their gradients, statistics of norms, softmax and losses stay
/// float32. A layer casts its input and its weights; activations between layers keep the shorter type. The default is
/// float32.
/// </summary>
public sealed class ComputePrecision : IDisposable
{
    /// <summary>bfloat16 if the device supports it in hardware, float32 otherwise.</summary>
    public const string Auto = "auto";

    /// <summary>Half precision, on GPUs only. Without loss scaling, small gradients become 0.</summary>
    public const string Float16 = "float16";

    /// <summary>The allowed names of a setting, as a regular expression.</summary>
    public const string Names = Auto + "|float32|bfloat16|" + Float16;

    [ThreadStatic]
    private static ComputePrecision? t_current;
    private readonly ComputePrecision? _outer;

    private ComputePrecision(string name, ScalarType type) => (Name, Type, _outer) = (name, type, t_current);

    /// <summary>The name of this precision: float32, bfloat16 or float16.</summary>
    public string Name { get; }

    private ScalarType Type { get; }

    /// <summary>The name of the precision of this thread.</summary>
    public static string Current => t_current?.Name ?? "float32";

    /// <summary>
    /// Sets the precision of layers on this thread; disposing of the result restores the previous one.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown, or float16 is requested without a GPU.</exception>
    public static ComputePrecision Use(string name) => t_current = Resolve(name);

    /// <summary>The precision of a setting on this machine: float32, bfloat16 or float16.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown, or float16 is requested without a GPU.</exception>
    public static string Of(string name) => Resolve(name).Name;

    /// <inheritdoc/>
    public void Dispose() => t_current = _outer;

    /// <summary>Casts a tensor to this thread's precision; returns the tensor itself if it has that type.</summary>
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

using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>One argument of an operator before it crosses the border; a missing optional one is <see cref="None"/>.</summary>
internal readonly struct Arg
{
    internal readonly Native.Kind Kind;
    internal readonly int Length;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Arg(Native.Kind kind, long bits, object? reference = null, int length = 0)
    {
        (Kind, Bits, Reference, Length) = (kind, bits, reference, length);
    }

    internal static Arg None => default;

    public static implicit operator Arg(Tensor? value) => value is null ? default : new(Native.Kind.Tensor, value.Handle, value);
    public static implicit operator Arg(long value) => new(Native.Kind.Int, value);
    public static implicit operator Arg(long? value) => value is null ? default : new(Native.Kind.Int, value.Value);
    public static implicit operator Arg(double value) => new(Native.Kind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Native.Kind.Bool, value ? 1 : 0);
    public static implicit operator Arg(long[]? value) => value is null ? default : new(Native.Kind.IntList, 0, value, value.Length);
    public static implicit operator Arg(double[]? value) => value is null ? default : new(Native.Kind.DoubleList, 0, value, value.Length);
    public static implicit operator Arg(Tensor[] value) => new(Native.Kind.TensorList, 0, value, value.Length);
    public static implicit operator Arg(string value) => new(Native.Kind.String, 0, value);
    public static implicit operator Arg(ScalarType value) => new(Native.Kind.Int, (long)value);
    public static implicit operator Arg(ScalarType? value) => value is null ? default : new(Native.Kind.Int, (long)value.Value);
    public static implicit operator Arg(Device? value) => value is null ? default : new(Native.Kind.Device, (long)value.type, null, value.index);
    public static implicit operator Arg(Generator? value) => value is null ? default : new(Native.Kind.Generator, value.Handle, value);
    public static implicit operator Arg(Scalar? value) => value is null ? default : new(value.Kind, value.Bits);

    /// <summary>A <c>Tensor?[]</c> as indexing takes it: null leaves a dimension whole.</summary>
    internal static Arg Optional(Tensor?[] value) => new(Native.Kind.OptionalTensorList, 0, value, value.Length);
}

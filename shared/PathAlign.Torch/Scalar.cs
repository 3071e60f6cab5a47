using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number on its way into an operator, or out of one.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Native.Kind Kind;
    internal readonly long Bits;

    internal Scalar(Native.Kind kind, long bits)
    {
        (Kind, Bits) = (kind, bits);
    }

    public torch.ScalarType Type => Kind switch
    {
        Native.Kind.Int => torch.ScalarType.Int64,
        Native.Kind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float64,
    };

    public static implicit operator Scalar(byte value) => new(Native.Kind.Int, value);
    public static implicit operator Scalar(short value) => new(Native.Kind.Int, value);
    public static implicit operator Scalar(int value) => new(Native.Kind.Int, value);
    public static implicit operator Scalar(long value) => new(Native.Kind.Int, value);
    public static implicit operator Scalar(float value) => new(Native.Kind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(double value) => new(Native.Kind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Scalar(bool value) => new(Native.Kind.Bool, value ? 1 : 0);

    internal double AsDouble => Kind == Native.Kind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsInt64 => Kind == Native.Kind.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>Nothing is held; the real TorchSharp's scalars hold a native handle.</summary>
    public void Dispose() { }
}

/// <summary>Conversions between numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static float ToSingle(this Scalar value) => (float)value.AsDouble;
    public static double ToDouble(this Scalar value) => value.AsDouble;
    public static int ToInt32(this Scalar value) => (int)value.AsInt64;
    public static long ToInt64(this Scalar value) => value.AsInt64;
    public static bool ToBoolean(this Scalar value) => value.AsInt64 != 0;
}

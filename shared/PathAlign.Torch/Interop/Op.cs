using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One ATen operator, looked up in LibTorch's dispatcher at its first use and called by boxed arguments.
/// Arguments left out at the end take the schema's defaults. With <paramref name="own"/> the native part's operator of the same
/// schema takes its place, where there is one.
/// </summary>
internal sealed unsafe class Op(string name, string overload = "", bool own = false)
{
    private const int MaxResults = 1024;
    private IntPtr _handle;

    /// <summary>Whether the LibTorch at hand has the operator; newer ones have more.</summary>
    internal bool Exists => _handle != IntPtr.Zero || (_handle = Find()) != IntPtr.Zero;

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal Tensor Call(params ReadOnlySpan<Arg> arguments)
    {
        Native.Value result;
        Invoke(arguments, &result, 1);
        return new Tensor((IntPtr)result.Bits);
    }

    /// <summary>Calls an operator whose results are two tensors.</summary>
    internal (Tensor, Tensor) CallPair(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Native.Value[2];
        Invoke(arguments, results, 2);
        return (new Tensor((IntPtr)results[0].Bits), new Tensor((IntPtr)results[1].Bits));
    }

    /// <summary>Calls an operator whose result is a list of tensors.</summary>
    internal Tensor[] CallList(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Native.Value[MaxResults];
        var tensors = new Tensor[Invoke(arguments, results, MaxResults)];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor((IntPtr)results[i].Bits);
        return tensors;
    }

    /// <summary>Calls an operator for its effect; a result, if any, is released.</summary>
    internal void Do(params ReadOnlySpan<Arg> arguments)
    {
        var results = stackalloc Native.Value[MaxResults];
        var count = Invoke(arguments, results, MaxResults);
        for (var i = 0; i < count; i++)
            if (results[i].Kind == Native.Kind.Tensor && results[i].Bits != 0) Native.pt_release((IntPtr)results[i].Bits);
    }

    /// <summary>Calls an operator whose result is a number or a truth value.</summary>
    internal Scalar CallScalar(params ReadOnlySpan<Arg> arguments)
    {
        Native.Value result;
        Invoke(arguments, &result, 1);
        return new Scalar(result.Kind, result.Bits);
    }

    private int Invoke(ReadOnlySpan<Arg> arguments, Native.Value* results, int capacity)
    {
        if (!Exists) throw new ExternalException($"aten::{FullName}: this LibTorch ({__version__}) has no such operator: {Native.LastError()}");
        var words = 0;
        foreach (ref readonly var argument in arguments) words += Words(argument);
        var native = stackalloc Native.Value[arguments.Length];
        if (words <= 128)
        {
            var scratch = stackalloc long[words];
            return Invoke(arguments, native, scratch, results, capacity);
        }
        fixed (long* scratch = new long[words]) return Invoke(arguments, native, scratch, results, capacity);
    }

    private int Invoke(ReadOnlySpan<Arg> arguments, Native.Value* native, long* scratch, Native.Value* results, int capacity)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            native[i] = new Native.Value { Kind = argument.Kind, Length = argument.Length, Bits = argument.Bits };
            if (argument.Reference is null or Tensor or Generator) continue;
            native[i].Bits = (long)scratch;
            native[i].Length = Write(argument, scratch);
            scratch += Words(argument);
        }
        var count = Native.pt_call(_handle, native, arguments.Length, results, capacity);
        if (count < 0) throw new ExternalException($"aten::{FullName}({Describe(arguments)}): {Native.LastError()}");
        return count;
    }

    private IntPtr Find() => own && Native.pt_find("pathalign::" + name, overload) is var found and not 0 ? found : Native.pt_find("aten::" + name, overload);

    private string FullName => overload.Length == 0 ? name : $"{name}.{overload}";

    private static int Words(in Arg argument) => argument.Reference switch
    {
        null or Tensor or Generator => 0,
        string text => (Encoding.UTF8.GetMaxByteCount(text.Length) / 8) + 1,
        Array list => list.Length,
        _ => 0,
    };

    private static int Write(in Arg argument, long* scratch)
    {
        switch (argument.Reference)
        {
            case long[] list:
                list.CopyTo(new Span<long>(scratch, list.Length));
                return list.Length;
            case double[] list:
                list.CopyTo(new Span<double>(scratch, list.Length));
                return list.Length;
            case Tensor?[] list:
                for (var i = 0; i < list.Length; i++) scratch[i] = list[i]?.Handle ?? 0;
                return list.Length;
            case string text:
                return Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, Encoding.UTF8.GetMaxByteCount(text.Length)));
            default:
                throw new InvalidOperationException($"argument of type {argument.Reference?.GetType()} cannot cross the border");
        }
    }

    /// <summary>Types and shapes of the arguments, for an error that can be acted on.</summary>
    private static string Describe(ReadOnlySpan<Arg> arguments)
    {
        var parts = new List<string>();
        foreach (ref readonly var argument in arguments)
            parts.Add(argument.Reference switch
            {
                Tensor tensor => tensor.Describe(),
                Tensor?[] list => $"[{string.Join(", ", list.Select(t => t?.Describe() ?? "none"))}]",
                long[] list => $"[{string.Join(", ", list)}]",
                double[] list => $"[{string.Join(", ", list)}]",
                string text => $"\"{text}\"",
                _ => argument.Kind switch
                {
                    Native.Kind.None => "none",
                    Native.Kind.Double => BitConverter.Int64BitsToDouble(argument.Bits).ToString("g6"),
                    Native.Kind.Bool => argument.Bits != 0 ? "true" : "false",
                    _ => argument.Bits.ToString(),
                },
            });
        return string.Join(", ", parts);
    }
}

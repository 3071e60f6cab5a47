using System.Runtime.InteropServices;
using PathAlign.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Lora;

/// <summary>Small tensors for files and changes.</summary>
internal static class LoraTensors
{
    internal static TensorData Floats(string name, long[] shape, params float[] values) =>
        new(name, TensorDtype.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    internal static TensorData Halves(string name, long[] shape, params float[] values) =>
        new(
            name,
            TensorDtype.F16,
            shape,
            MemoryMarshal.AsBytes<Half>(values.Select(value => (Half)value).ToArray()).ToArray());

    internal static Tensor Matrix(long[] shape, params float[] values) =>
        tensor(values, shape).DetachFromDisposeScope();
}

using PathAlign.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Weights;

/// <summary>Moves tensors between modules and safetensors files.</summary>
public static class ModelWeights
{
    /// <summary>Copies tensors, for writing.</summary>
    public static IEnumerable<TensorData> Export(IEnumerable<(string name, Tensor tensor)> tensors)
    {
        foreach (var (name, tensor) in tensors) yield return Copy(name, tensor, tensor.dtype);
    }

    /// <summary>
    /// Copies tensors in half precision, for files of half the size. Whole numbers, and tensors with values beyond its
    /// range, keep their type. Reading converts half precision to float32.
    /// </summary>
    public static IEnumerable<TensorData> ExportHalf(IEnumerable<(string name, Tensor tensor)> tensors)
    {
        foreach (var (name, tensor) in tensors)
            yield return Copy(name, tensor, FitsHalf(tensor) ? ScalarType.Float16 : tensor.dtype);
    }

    /// <summary>Writes a module's parameters and buffers.</summary>
    public static void Save(string path, nn.Module module, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, Export(module.state_dict().Select(e => (e.Key, e.Value))), metadata);

    /// <summary>Fills a module from a file that holds exactly its tensors, all finite.</summary>
    /// <exception cref="InvalidInputException">A name, shape or type differs, or a number is not finite; no tensor is
    /// changed then.</exception>
    public static void Load(SafetensorsFile file, string path, nn.Module module) =>
        Load(file, path, module.state_dict().Select(e => (e.Key, e.Value)), exact: true);

    /// <summary>Fills tensors by name; with <paramref name="exact"/> the file must hold no others.</summary>
    /// <exception cref="InvalidInputException">A name, shape or type differs, or a number is not finite; no tensor is
    /// changed then.</exception>
    public static unsafe void Load(
        SafetensorsFile file, string path, IEnumerable<(string name, Tensor tensor)> tensors, bool exact)
    {
        var targets = tensors.ToList();
        foreach (var (name, tensor) in targets)
        {
            if (!file.Tensors.TryGetValue(name, out var entry))
                throw new InvalidInputException(path, "header", $"expected a tensor '{name}', found none");
            if (!entry.Shape.SequenceEqual(tensor.shape))
                throw new InvalidInputException(
                    path,
                    $"tensor '{name}'",
                    $"expected shape [{string.Join(',', tensor.shape)}], found [{string.Join(',', entry.Shape)}]");
            if (entry.Dtype != Dtype(tensor.dtype) && !IsWidened(entry.Dtype, tensor.dtype))
                throw new InvalidInputException(
                    path, $"tensor '{name}'", $"expected {Dtype(tensor.dtype).Name()}, found {entry.Dtype.Name()}");
        }
        if (exact && file.Tensors.Keys.Except(targets.Select(t => t.name)).FirstOrDefault() is { } extra)
            throw new InvalidInputException(path, $"tensor '{extra}'", "expected only the network's own tensors");
        file.RequireFinite();
        using var mode = no_grad();
        foreach (var (name, tensor) in targets)
        {
            using var scope = NewDisposeScope();
            var entry = file.Tensors[name];
            var host = empty(
                entry.Shape, IsWidened(entry.Dtype, tensor.dtype) ? Halves[entry.Dtype] : tensor.dtype, CPU);
            if (entry.ByteLength > 0)
                Buffer.MemoryCopy(file.Pointer(entry), Address(host), entry.ByteLength, entry.ByteLength);
            tensor.copy_(host);
        }
    }

    private static readonly Dictionary<TensorDtype, ScalarType> Halves = new()
    {
        [TensorDtype.F16] = ScalarType.Float16,
        [TensorDtype.BF16] = ScalarType.BFloat16,
    };

    private static bool IsWidened(TensorDtype stored, ScalarType wanted) =>
        wanted == ScalarType.Float32 && Halves.ContainsKey(stored);

    private static TensorData Copy(string name, Tensor tensor, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().to(type).contiguous();
        return new TensorData(name, Dtype(type), plain.shape, plain.bytes.ToArray());
    }

    private static bool FitsHalf(Tensor tensor)
    {
        if (!tensor.is_floating_point()) return false;
        using var scope = NewDisposeScope();
        // larger values would become infinity, which reading rejects
        return tensor.numel() == 0 || tensor.detach().abs().max().item<float>() <= (float)Half.MaxValue;
    }

    private static unsafe void* Address(Tensor tensor)
    {
        fixed (byte* first = tensor.flatten().narrow(0, 0, 1).bytes) return first;   // native memory: it does not move
    }

    private static TensorDtype Dtype(ScalarType type) => type switch
    {
        ScalarType.Float64 => TensorDtype.F64,
        ScalarType.Float32 => TensorDtype.F32,
        ScalarType.Float16 => TensorDtype.F16,
        ScalarType.BFloat16 => TensorDtype.BF16,
        ScalarType.Int64 => TensorDtype.I64,
        ScalarType.Int32 => TensorDtype.I32,
        ScalarType.Int16 => TensorDtype.I16,
        ScalarType.Int8 => TensorDtype.I8,
        ScalarType.Byte => TensorDtype.U8,
        ScalarType.Bool => TensorDtype.Bool,
        _ => throw new NotSupportedException($"safetensors: expected a supported element type, got {type}"),
    };
}

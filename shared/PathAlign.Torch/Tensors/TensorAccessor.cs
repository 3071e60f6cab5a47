using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Typed sight of a contiguous CPU tensor's elements, in memory order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable where T : unmanaged
{
    private readonly Tensor _tensor;   // kept, so that the memory is not freed under the view
    private readonly T* _data;

    internal TensorAccessor(Tensor tensor)
    {
        var info = tensor.Info;
        if (info.DeviceType != (int)DeviceType.CPU) throw new InvalidOperationException($"reading elements: expected a CPU tensor, got {tensor.device}");
        if (info.Dtype != (int)TypeOf<T>()) throw new InvalidOperationException($"reading elements: expected {TypeOf<T>()}, got {tensor.Describe()}");
        if (info.IsContiguous == 0)
        {
            tensor = tensor.contiguous();
            info = tensor.Info;
        }
        _tensor = tensor;
        _data = (T*)info.Data;
        Count = info.Elements;
    }

    public long Count { get; }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = checked((int)(Count - tensorIndex));
        new ReadOnlySpan<T>(_data + tensorIndex, count).CopyTo(array[arrayIndex..]);
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        if (source.Length > Count - tensorIndex) throw new ArgumentException($"expected at most {Count - tensorIndex} elements, got {source.Length}");
        source.CopyTo(new Span<T>(_data + tensorIndex, source.Length));
        GC.KeepAlive(_tensor);
    }

    /// <summary>Nothing is held beyond the tensor itself.</summary>
    public void Dispose() { }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _tensor.ndim <= 1) return Bounded(indices[0], Count);
        var shape = _tensor.shape;
        if (indices.Length != shape.Length) throw new ArgumentException($"expected {shape.Length} indices, got {indices.Length}");
        long offset = 0;
        for (var i = 0; i < indices.Length; i++) offset = (offset * shape[i]) + Bounded(indices[i], shape[i]);
        return offset;
    }

    private static long Bounded(long index, long count) =>
        index >= 0 && index < count ? index : throw new ArgumentOutOfRangeException(nameof(index), $"expected an index below {count}, got {index}");
}

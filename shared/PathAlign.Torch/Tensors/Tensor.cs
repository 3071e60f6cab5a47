using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A LibTorch tensor. It is freed by <see cref="Dispose()"/> or by the <see cref="DisposeScope"/> it was made in; the
    /// finalizer is the last resort for what both missed.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long s_total;
        private IntPtr _handle;

        internal Tensor(IntPtr handle)
        {
            _handle = handle;
            Interlocked.Increment(ref s_total);
            DisposeScope.Current?.Add(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many tensors are alive in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref s_total);

        /// <summary>A name for debugging.</summary>
        public string? name { get; set; }

        /// <summary>The tensor's address in LibTorch.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was freed.</exception>
        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Tensor), "the tensor was disposed of, by hand or by its scope");

        /// <summary>Whether the tensor was freed.</summary>
        public bool IsInvalid => _handle == IntPtr.Zero;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle == IntPtr.Zero) return;
            if (disposing) OwningDisposeScope?.Remove(this);
            OwningDisposeScope = null;
            Interlocked.Decrement(ref s_total);
            Native.pt_release(handle);
        }

        /// <summary>Takes the native tensor out of this object, which is left empty.</summary>
        internal IntPtr TakeHandle()
        {
            var handle = Handle;
            _handle = IntPtr.Zero;
            Interlocked.Decrement(ref s_total);
            GC.SuppressFinalize(this);
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        internal unsafe Native.TensorInfo Info
        {
            get
            {
                Native.TensorInfo info;
                Native.pt_info(Handle, &info);
                return info;
            }
        }

        public long Dimensions => Info.Dimensions;

        public long dim() => Dimensions;

        public int ndim => Info.Dimensions;

        public long NumberOfElements => Info.Elements;

        public long numel() => NumberOfElements;

        public long ElementSize => Info.ElementSize;

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Info.Dtype;

        public Device device
        {
            get
            {
                var info = Info;
                return new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info.DeviceType;

        public int device_index => Info.DeviceIndex;

        /// <summary>The size of each dimension.</summary>
        public unsafe long[] shape
        {
            get
            {
                var info = Info;
                return new ReadOnlySpan<long>(info.Sizes, info.Dimensions).ToArray();
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            var info = Info;
            return info.Sizes[Wrap(dim, info.Dimensions)];
        }

        public unsafe long[] stride()
        {
            var info = Info;
            return new ReadOnlySpan<long>(info.Strides, info.Dimensions).ToArray();
        }

        public unsafe long stride(int dim)
        {
            var info = Info;
            return info.Strides[Wrap(dim, info.Dimensions)];
        }

        public bool is_contiguous() => Info.IsContiguous != 0;

        public bool is_floating_point() => dtype.IsFloatingPoint();

        public bool is_leaf => Info.IsLeaf != 0;

        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set => requires_grad_(value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            Native.Check(Native.pt_set_requires_grad(Handle, requires_grad ? 1 : 0), $"requires_grad_({Describe()})");
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient, or null when none has arrived. Each read makes a new handle to it.</summary>
        public Tensor? grad
        {
            get
            {
                var handle = Native.pt_grad(Handle);
                return handle == IntPtr.Zero ? null : new Tensor(handle);
            }
            set => Native.pt_set_grad(Handle, value?.Handle ?? IntPtr.Zero);
        }

        /// <summary>Adds the gradient of this scalar to every leaf that it depends on.</summary>
        /// <exception cref="ExternalException">The tensor is no scalar, or nothing in it requires a gradient.</exception>
        public void backward() => autograd.backward(this);

        /// <inheritdoc cref="backward()"/>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The one element of a tensor of one element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"item: expected one element, got {Describe()}");
            using var value = detach().cpu().to(TypeOf<T>()).contiguous();
            return value.data<T>().ToArray()[0];
        }

        /// <summary>The elements in memory order. The tensor must be contiguous, on the CPU, and of type <typeparamref name="T"/>.</summary>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        /// <summary>The raw bytes of a contiguous CPU tensor; valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var info = Info;
                if (info.DeviceType != (int)DeviceType.CPU || info.IsContiguous == 0)
                    throw new InvalidOperationException($"bytes: expected a contiguous tensor on the CPU, got {Describe()}");
                return new Span<byte>(info.Data, checked((int)(info.Elements * info.ElementSize)));
            }
            set
            {
                if (value.Length != bytes.Length) throw new ArgumentException($"bytes: expected {bytes.Length} bytes, got {value.Length}");
                value.CopyTo(bytes);
            }
        }

        /// <summary>Type and shape, as errors show them: <c>Float32[8,3,28,28]</c>.</summary>
        internal string Describe() => IsInvalid ? "disposed" : $"{dtype}[{string.Join(',', shape)}]";

        public override string ToString() => Describe();

        private static int Wrap(int dim, int dimensions) => dim < 0 ? dim + dimensions : dim < dimensions
            ? dim
            : throw new ArgumentOutOfRangeException(nameof(dim), $"expected a dimension below {dimensions}, got {dim}");
    }
}

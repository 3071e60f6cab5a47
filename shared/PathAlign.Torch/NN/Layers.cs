using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>y = x Wᵀ + b.</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
            {
                (in_features, out_features) = (inputs, outputs);
                weight = empty([outputs, inputs], dtype, device).AsParameter();
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                if (hasBias) bias = Fresh.Bias(weight, outputs, device, dtype);
                RegisterComponents();
            }

            public Parameter weight;
            public Parameter? bias;
            public long in_features { get; }
            public long out_features { get; }

            public override Tensor forward(Tensor input) => F.linear(input, weight, bias);
        }

        /// <summary>A two-dimensional convolution over (B, C, H, W).</summary>
        public sealed class Conv2d : nn.Module<Tensor, Tensor>
        {
            private readonly long _stride, _padding, _dilation, _groups;

            internal Conv2d(long inputs, long outputs, long kernel, long stride, long padding, long dilation, long groups, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Conv2d))
            {
                (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);
                (in_channels, out_channels) = (inputs, outputs);
                weight = empty([outputs, inputs / groups, kernel, kernel], dtype, device).AsParameter();
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                if (hasBias) bias = Fresh.Bias(weight, outputs, device, dtype);
                RegisterComponents();
            }

            public Parameter weight;
            public Parameter? bias;
            public long in_channels { get; }
            public long out_channels { get; }

            public override Tensor forward(Tensor input) =>
                F.conv2d(input, weight, bias, [_stride, _stride], [_padding, _padding], [_dilation, _dilation], _groups);
        }

        /// <summary>Normalises over groups of channels (Wu and He 2018).</summary>
        public sealed class GroupNorm : nn.Module<Tensor, Tensor>
        {
            private readonly long _groups;
            private readonly double _eps;

            internal GroupNorm(long groups, long channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
            {
                (_groups, _eps) = (groups, eps);
                if (affine)
                {
                    weight = ones([channels], dtype, device).AsParameter();
                    bias = zeros([channels], dtype, device).AsParameter();
                }
                RegisterComponents();
            }

            public Parameter? weight;
            public Parameter? bias;

            public override Tensor forward(Tensor input) => F.group_norm(input, _groups, weight, bias, _eps);
        }

        /// <summary>Normalises each channel over the batch, by running statistics when not training (Ioffe and Szegedy 2015).</summary>
        public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
        {
            private readonly double _eps, _momentum;

            internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(nameof(BatchNorm2d))
            {
                (_eps, _momentum) = (eps, momentum);
                if (affine)
                {
                    weight = ones([features], dtype, device).AsParameter();
                    bias = zeros([features], dtype, device).AsParameter();
                }
                if (track)
                {
                    running_mean = zeros([features], dtype, device);
                    running_var = ones([features], dtype, device);
                    num_batches_tracked = zeros([], ScalarType.Int64, device);
                }
                RegisterComponents();
            }

            public Parameter? weight;
            public Parameter? bias;
            public Tensor? running_mean;
            public Tensor? running_var;
            public Tensor? num_batches_tracked;

            public override Tensor forward(Tensor input)
            {
                if (training && num_batches_tracked is not null) num_batches_tracked.add_(1).Dispose();
                return F.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, _momentum, _eps);
            }
        }

        /// <summary>A table of vectors, looked up by Int64 indices.</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            internal Embedding(long count, long dimensions, Device? device, ScalarType? dtype) : base(nameof(Embedding))
            {
                weight = randn([count, dimensions], dtype, device).AsParameter();
                RegisterComponents();
            }

            public Parameter weight;

            public override Tensor forward(Tensor input) => F.embedding(input, weight);
        }

        /// <summary>Modules in a list; their names are their positions.</summary>
        public class ModuleList<T> : nn.Module, IEnumerable<T> where T : nn.Module
        {
            private readonly List<T> _list = [];

            public ModuleList(params T[] modules) : base(nameof(ModuleList<>))
            {
                foreach (var module in modules) Add(module);
            }

            public T this[int index] => _list[index];

            public int Count => _list.Count;

            public void Add(T item)
            {
                register_module(_list.Count.ToString(), item);
                _list.Add(item);
            }

            public void append(params T[] parameters)
            {
                foreach (var module in parameters) Add(module);
            }

            public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

            protected override void RegisterComponents() { }   // the list is no component of its own
        }

        /// <summary>Modules one after another; their names are their positions, or those given.</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> module)> modules) : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules) register_module(name, module);
            }

            public override Tensor forward(Tensor input) => children().Aggregate(input, (x, module) => ((nn.Module<Tensor, Tensor>)module).call(x));

            protected override void RegisterComponents() { }
        }

        internal static class Fresh
        {
            /// <summary>A bias drawn as PyTorch draws it: uniform within ±1/√fan-in of its weight.</summary>
            internal static Parameter Bias(Parameter weight, long count, Device? device, ScalarType? dtype)
            {
                var bound = 1 / Math.Sqrt(nn.init.CalculateFanInAndFanOut(weight).fanIn);
                var bias = empty([count], dtype, device).AsParameter();
                nn.init.uniform_(bias, -bound, bound);
                return bias;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                padding_mode == PaddingModes.Zeros
                    ? new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype)
                    : throw new NotSupportedException($"Conv2d: expected padding with zeros, got {padding_mode}");

            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);

            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static Embedding Embedding(long num_embeddings, long embedding_dims, Device? device = null, ScalarType? dtype = null) => new(num_embeddings, embedding_dims, device, dtype);

            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules.Select((module, i) => (i.ToString(), module)));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
        }
    }
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients are not recorded until the result is disposed of.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.pt_grad_mode(-1) != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before;
        private bool _restored;

        internal GradMode(bool enabled)
        {
            _before = Native.pt_grad_mode(enabled ? 1 : 0);
        }

        public void Dispose()
        {
            if (_restored) return;
            _restored = true;
            _ = Native.pt_grad_mode(_before);
        }
    }

    /// <summary>Reverse-mode differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of <paramref name="tensors"/> to the leaves they depend on, or only to <paramref name="inputs"/>.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var (roots, grads, leaves) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            fixed (IntPtr* r = roots, g = grads, l = leaves)
                Native.Check(Native.pt_backward(r, grads.Length == 0 ? null : g, roots.Length, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, l, leaves.Length),
                    $"backward({string.Join(", ", tensors.Select(t => t.Describe()))})");
            GC.KeepAlive(tensors);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The gradients of the sum of <paramref name="outputs"/> with respect to <paramref name="inputs"/>; nothing is accumulated.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (outs, ins, grads) = (Handles(outputs), Handles(inputs), Handles(grad_outputs));
            var results = new IntPtr[ins.Length];
            fixed (IntPtr* o = outs, i = ins, g = grads, r = results)
                Native.Check(Native.pt_gradients(o, outs.Length, i, ins.Length, grads.Length == 0 ? null : g, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r),
                    $"grad({string.Join(", ", outputs.Select(t => t.Describe()))})");
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            return [.. results.Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle))];
        }

        private static IntPtr[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t.Handle)];
    }
}

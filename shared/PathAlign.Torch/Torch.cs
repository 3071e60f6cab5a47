using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>
/// The part of TorchSharp 0.106's public API that the project uses, over any LibTorch from 1.13 on. Names, signatures and
/// meanings are TorchSharp's, so that the package can take this project's place (<c>TorchProvider=TorchSharp</c>).
/// </summary>
public static partial class torch
{
    /// <summary>The version of the LibTorch that was built against.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.pt_version()) ?? "";

    public static DisposeScope NewDisposeScope() => new();

    public static int get_num_threads() => Native.pt_threads(0);

    public static void set_num_threads(int num)
    {
        if (num < 1) throw new ArgumentOutOfRangeException(nameof(num), $"expected at least one thread, got {num}");
        _ = Native.pt_threads(num);
    }

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>CUDA devices, when the LibTorch at hand has CUDA.</summary>
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.pt_cuda_devices();

        /// <summary>Waits until the device has done all that was asked of it.</summary>
        public static void synchronize(Device? device = null)
        {
            if (!is_available()) throw new InvalidOperationException("CUDA is not available");
            // A copy to the host waits for the stream that it stands on.
            using var probe = zeros([1], device: device ?? CUDA);
            using var host = probe.cpu();
        }
    }

    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales the gradients so that their joint norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Modules.Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var grads = tensors.Select(p => p.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0) return 0;
                var norm = stack(grads.Select(g => g.norm((float)norm_type))).norm((float)norm_type).item<float>();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1) Aten.foreach_mul_.Do(grads, scale);
                return norm;
            }
        }
    }
}

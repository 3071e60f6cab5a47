using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The functions of <c>native/pathalign_torch.cpp</c>, one to one.</summary>
internal static unsafe partial class Native
{
    private const string Library = "pathalign_torch";

    [StructLayout(LayoutKind.Sequential)]
    internal struct Value
    {
        public Kind Kind;
        public int Length;
        public long Bits;
    }

    internal enum Kind
    {
        None, Tensor, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList, String, Device, Generator, BoolList,
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TensorInfo
    {
        public long* Sizes;
        public long* Strides;
        public void* Data;
        public long Elements;
        public int Dimensions, Dtype, DeviceType, DeviceIndex, ElementSize;
        public int RequiresGrad, IsLeaf, IsContiguous;
    }

    [ModuleInitializer]
    internal static void Initialise()
    {
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
    }

    private static bool s_ready;

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return IntPtr.Zero;
        var file = Path.Combine(AppContext.BaseDirectory, "libpathalign_torch.so");
        if (!s_ready) NativeSettings.Apply();
        if (!NativeLibrary.TryLoad(file, out var handle))
            throw new DllNotFoundException($"{file}: expected the native part of PathAlign.Torch with its LibTorch; build with ./pathalign, or check that libtorch (Debian: libtorch-dev) is installed");
        if (!s_ready)
        {
            s_ready = true;
            var initialise = (delegate* unmanaged<int, void>)NativeLibrary.GetExport(handle, "pt_initialise");
            initialise(Threads());
        }
        return handle;
    }

    /// <summary>As many as there are cores, unless the user says otherwise where every OpenMP program is told.</summary>
    private static int Threads() => int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out var wanted) && wanted > 0 ? wanted : Math.Max(1, Environment.ProcessorCount);

    [LibraryImport(Library)] internal static partial IntPtr pt_last_error();
    [LibraryImport(Library)] internal static partial IntPtr pt_version();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial IntPtr pt_find(string name, string overload);
    [LibraryImport(Library)] internal static partial int pt_call(IntPtr op, Value* arguments, int count, Value* results, int capacity);
    [LibraryImport(Library)] internal static partial void pt_release(IntPtr tensor);
    [LibraryImport(Library)] internal static partial void pt_info(IntPtr tensor, TensorInfo* info);
    [LibraryImport(Library)] internal static partial int pt_set_requires_grad(IntPtr tensor, int value);
    [LibraryImport(Library)] internal static partial IntPtr pt_grad(IntPtr tensor);
    [LibraryImport(Library)] internal static partial void pt_set_grad(IntPtr tensor, IntPtr grad);
    [LibraryImport(Library)] internal static partial int pt_set_data(IntPtr tensor, IntPtr data);
    [LibraryImport(Library)] internal static partial int pt_grad_mode(int value);
    [LibraryImport(Library)] internal static partial int pt_backward(IntPtr* tensors, IntPtr* grads, int count, int retainGraph, int createGraph, IntPtr* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int pt_gradients(IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount, IntPtr* grads, int retainGraph, int createGraph, int allowUnused, IntPtr* results);
    [LibraryImport(Library)] internal static partial int pt_autocast(int deviceType, int dtype);
    [LibraryImport(Library)] internal static partial int pt_threads(int value);
    [LibraryImport(Library)] internal static partial int pt_seed(ulong seed);
    [LibraryImport(Library)] internal static partial IntPtr pt_generator(ulong seed);
    [LibraryImport(Library)] internal static partial IntPtr pt_default_generator();
    [LibraryImport(Library)] internal static partial void pt_generator_seed(IntPtr generator, ulong seed);
    [LibraryImport(Library)] internal static partial ulong pt_generator_initial_seed(IntPtr generator);
    [LibraryImport(Library)] internal static partial IntPtr pt_generator_state(IntPtr generator, IntPtr state);
    [LibraryImport(Library)] internal static partial void pt_generator_release(IntPtr generator);
    [LibraryImport(Library)] internal static partial int pt_cuda_devices();

    /// <summary>The reason of the last failure on this thread.</summary>
    internal static string LastError() => Marshal.PtrToStringUTF8(pt_last_error()) ?? "unknown native error";

    /// <exception cref="ExternalException">LibTorch refused; the message names what was being done.</exception>
    internal static void Check(int result, string doing)
    {
        if (result < 0) throw new ExternalException($"{doing}: {LastError()}");
    }
}

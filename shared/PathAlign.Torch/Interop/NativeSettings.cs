using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Interop;

/// <summary>What LibTorch's own libraries read from the environment as they are loaded. What the user has set stays.</summary>
internal static partial class NativeSettings
{
    private const int Genu = 0x756e6547;   // the first letters of GenuineIntel

    internal static void Apply()
    {
        // LibTorch's threads wait for each other by spinning; beside other work on the machine that costs most of the speed.
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) Set("GOMP_SPINCOUNT", "20000");
        // OpenBLAS takes an Intel processor that is newer than itself for one of 2004, and multiplies at a seventh of its speed.
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Ebx != Genu) return;
        if (Avx512F.IsSupported) Set("OPENBLAS_CORETYPE", "SKYLAKEX");
        else if (Avx2.IsSupported) Set("OPENBLAS_CORETYPE", "HASWELL");
    }

    private static void Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 }) return;
        Environment.SetEnvironmentVariable(name, value);   // for processes that this one starts
        setenv(name, value, 1);                            // .NET keeps a copy of its own, which native code does not see
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}

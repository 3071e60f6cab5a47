using System.Runtime.InteropServices;
using PathAlign.Files;

namespace PathAlign.Models.Compute;

/// <summary>Prepares a process before TorchSharp loads LibTorch. A program calls <see cref="Prepare"/> first.</summary>
public static partial class LibTorch
{
    /// <summary>TorchSharp's native library; the build copies it next to the program.</summary>
    private const string NativePart = "libLibTorchSharp.so";

    /// <summary>
    /// The version of libstdc++ that came with GCC 13, and the only symbol of it that TorchSharp's native library uses.
    /// </summary>
    private const string Version = "GLIBCXX_3.4.32", Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>
    /// Sets what LibTorch and glibc read at their start, and makes TorchSharp's native library loadable. It does not
    /// load LibTorch.
    /// </summary>
    /// <exception cref="InvalidInputException">TorchSharp's native library cannot be loaded on this machine and cannot
    /// be patched.</exception>
    public static void Prepare()
    {
        SetEnvironment();
        KeepFreedBlocks();
        MakeLoadable(Path.Combine(AppContext.BaseDirectory, NativePart), HasVersion());
    }

    /// <summary>
    /// Marks <see cref="Version"/> as weak in a copy of TorchSharp's native library if libstdc++ is older (Debian 12).
    /// The library requires this version only because of a marker that GCC 13's iostream leaves and nothing calls.
    /// </summary>
    /// <param name="path">The copy in the program's own folder; a missing file is ignored.</param>
    /// <param name="isNewEnough">Whether libstdc++ has that version.</param>
    /// <exception cref="InvalidInputException">The file is not such a library, or cannot be replaced.</exception>
    public static void MakeLoadable(string path, bool isNewEnough)
    {
        if (isNewEnough || !File.Exists(path)) return;
        var library = File.ReadAllBytes(path);
        if (!VersionNeeds.MarkWeak(library, Version, path)) return;
        try
        {
            AtomicFile.Write(path, library);   // a new file: another process may have the old one open
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                path, Version, $"expected libstdc++ of GCC 13 or newer, or a writable folder, so that TorchSharp can " +
                    $"be patched to load without it ({error.Message}); run once as a user with write access");
        }
    }

    private static bool HasVersion() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library) && NativeLibrary.TryGetExport(library, Symbol, out _);

    /// <summary>
    /// Limits spinning. LibTorch's threads wait for each other by spinning, which costs most of the speed if other work
    /// runs on the machine.
    /// </summary>
    private static void SetEnvironment()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) Set("GOMP_SPINCOUNT", "20000");
    }

    private static void Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 }) return;
        Environment.SetEnvironmentVariable(name, value);   // for child processes
        // .NET keeps its own copy, which native code does not see
        _ = setenv(name, value, 1);
    }

    /// <summary>
    /// Keeps freed blocks. By default, glibc returns every freed block above 128 KiB to the kernel, so that each
    /// activation is paged in and zeroed again at every step: a convolution of 32 channels runs at a third of its
    /// speed. With them kept, memory use stays at its peak.
    /// </summary>
    private static void KeepFreedBlocks()
    {
        const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3;   // M_* of malloc.h
        // the largest value that glibc accepts on 64 bits
        _ = mallopt(MmapThreshold, 32 << 20);
        _ = mallopt(TrimThreshold, 1 << 30);
        _ = mallopt(TopPad, 64 << 20);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}

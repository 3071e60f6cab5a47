using PathAlign.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>The device of networks and of tensors that are created without a device.</summary>
public static class ComputeDevice
{
    /// <summary>The device of a process that chooses none.</summary>
    public const string Default = "cpu";

    /// <summary>Makes a device the default of this process. A program calls this before it creates a tensor.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="setting">The setting that holds the name, for errors.</param>
    /// <exception cref="InvalidInputException">The name is no device, or LibTorch or this machine does not have the
    /// device.</exception>
    public static void Use(string name, string setting)
    {
        LibTorch.Prepare();
        if (name == Default) return;   // without loading LibTorch
        var count = cuda.is_available() ? cuda.device_count() : 0;
        var available = Enumerable.Range(0, count).Select(i => $"cuda:{i}").Prepend(Default).ToList();
        var wanted = name == "cuda" ? "cuda:0" : name;
        if (!available.Contains(wanted))
        {
            throw new InvalidInputException("settings", setting,
                $"expected a device of this machine that LibTorch supports ({string.Join(", ", available)}), found " +
                    $"'{name}'");
        }
        set_default_device(new Device(wanted));
        AllowTensorFloat32();
    }

    /// <summary>
    /// Turns on TF32, which is off in LibTorch. Without it, float32 products take several times as long on GPUs that
    /// have TF32.
    /// </summary>
    private static void AllowTensorFloat32()
    {
        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
    }
}

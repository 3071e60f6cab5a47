using PathAlign.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Compute;

/// <summary>Where networks live and compute: whatever does not say where it makes a tensor makes it there.</summary>
public static class ComputeDevice
{
    /// <summary>What is used when nobody says otherwise.</summary>
    public const string Default = "cpu";

    /// <summary>
    /// Has this process compute on a device from now on. A program calls this before it makes a tensor.
    /// </summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="setting">Where the name stands, for the error.</param>
    /// <exception cref="InvalidInputException">Not a device, or one that this LibTorch or this machine does not
    /// have.</exception>
    public static void Use(string name, string setting)
    {
        LibTorch.Prepare();
        if (name == Default) return;   // LibTorch need not even be loaded to say so
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
    /// LibTorch leaves TF32 off; float32 products then take several times as long on GPUs that have it.
    /// </summary>
    private static void AllowTensorFloat32()
    {
        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
    }
}

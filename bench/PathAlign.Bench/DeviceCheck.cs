using PathAlign.Models.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench;

/// <summary>Prints the device and checks it with one matrix product: the first check on a machine with a GPU.</summary>
internal static class DeviceCheck
{
    internal static int Run()
    {
        var device = get_default_device();
        using var scope = NewDisposeScope();
        Console.WriteLine(
            $"LibTorch {torch.__version__}, {Processor.KernelClass}, device {device}, auto is " +
                $"{ComputePrecision.Of("auto")}");
        var product = ones(64, 64).mm(ones(64, 64)).sum().item<float>();
        Console.WriteLine($"64 x 64 ones times itself: sum {product}, expected {64 * 64 * 64}");
        return product == 64 * 64 * 64 ? 0 : 1;
    }
}

using TorchSharp;

namespace PathAlign.Tests;

/// <summary>Counts tensors where a test wants to know what was left behind.</summary>
internal static class LiveTensors
{
    /// <summary>The tensors alive, once those that other tests dropped are gone.</summary>
    internal static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}

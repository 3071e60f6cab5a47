using PathAlign.Files;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench;

/// <summary>
/// Measures live tensors and resident size after 50 and 500 steps, and the memory that loading 1 GiB of weights adds.
/// </summary>
internal static class MemoryBench
{
    private const double MiB = 1 << 20;

    internal static int Run()
    {
        using var network = new UNet(new UNetConfig(Dropout: 0));
        using var optimizer = new AdamW(network.parameters(), weightDecay: 0.01);
        var (x, t, y) = (randn(8, 3, 28, 28), rand(8), randint(9, [8]));
        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                optimizer.ZeroGrad();
                nn.functional.mse_loss(network.call(x, t, y), x).backward();
                optimizer.Step(1e-3);
            }
        }
        Steps(50);
        ReportAfter(50);
        Steps(450);
        ReportAfter(500);
        return LoadOneGibibyte();
    }

    private static void ReportAfter(int steps)
    {
        var resident = Resident();
        Console.WriteLine(
            $"after {steps} steps: {Tensor.TotalCount} tensors, {resident:f0} MiB, of which .NET's heap " +
                $"{GC.GetGCMemoryInfo().TotalCommittedBytes / MiB:f0} MiB");
    }

    private static int LoadOneGibibyte()
    {
        var path = Path.Combine(Path.GetTempPath(), $"pathalign-bench-{Environment.ProcessId}.safetensors");
        try
        {
            WriteOneGibibyte(path);
            var target = zeros(1L << 28);
            var before = Resident();
            using (var file = SafetensorsFile.Open(path))
                ModelWeights.Load(file, path, [("weight", target)], exact: true);
            Console.WriteLine(
                $"loading 1024 MiB into a tensor that was there already: resident size {before:f0} MiB before, " +
                    $"{Resident():f0} MiB after");
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WriteOneGibibyte(string path)
    {
        var bytes = new byte[1 << 30];
        SafetensorsWriter.Write(path, [new TensorData("weight", TensorDtype.F32, [1L << 28], bytes)]);
    }

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.WorkingSet64 / MiB;
    }
}

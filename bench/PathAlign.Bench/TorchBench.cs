using System.Diagnostics;
using System.Globalization;
using PathAlign.Models.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench;

/// <summary>
/// Measures cases in each precision, next to PyTorch, in turns in one run, as a Markdown table.
/// </summary>
internal static class TorchBench
{
    private static readonly string[] Precisions = ["float32", "bfloat16"];

    private static bool IsOneThread => OnCpu && get_num_threads() == 1;

    /// <summary>A GPU is lent for minutes, and each of PyTorch's runs starts an interpreter.</summary>
    private static int Rounds => OnCpu ? 5 : 2;

    private static bool OnCpu => get_default_device().type == DeviceType.CPU;

    /// <param name="cases">The cases; peer.py has them under the same names.</param>
    /// <param name="python">An interpreter with PyTorch; null to measure without PyTorch.</param>
    internal static int Run(IEnumerable<(string name, Func<Action> make, int repeats)> cases, string? python)
    {
        // PyTorch 1.13 computes bfloat16 on CPUs in float32
        var peers = python is null ? [] : OnCpu ? Precisions[..1] : Precisions;
        Console.WriteLine($"LibTorch {torch.__version__}, {Processor.KernelClass}, {get_num_threads()} threads, " +
            $"median of {Rounds} rounds in turns, ms{(IsOneThread ? " of processor time" : "")}");
        Console.WriteLine();
        string[] columns =
        [
            "case",
            .. Precisions,
            .. peers.Select(p => $"PyTorch {p}"),
            .. python is null ? [] : Precisions.Select(p => $"{p}: times PyTorch float32"),
        ];
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(columns.Select(_ => " --- |"))}");
        foreach (var (name, make, repeats) in cases)
        {
            var (ours, theirs) = Measure(name, make, repeats, peers, python);
            var ratios = theirs.Length == 0 ? [] : ours.Select(times => Ratio(theirs[0], times));
            var medians = ours.Concat(theirs).Select(times => Text(Figures.Median(times), "f3"));
            string[] cells = [name, .. medians, .. ratios];
            Console.WriteLine($"| {string.Join(" | ", cells)} |");
        }
        return 0;
    }

    /// <summary>The ratio of the medians, and the least and largest ratio of a round.</summary>
    private static string Ratio(List<double> theirs, List<double> ours)
    {
        var rounds = theirs.Zip(ours, (their, our) => their / our).ToList();
        var ratio = Figures.Median(theirs) / Figures.Median(ours);
        return $"{Text(ratio, "f2")}× ({Text(rounds.Min(), "f2")} to {Text(rounds.Max(), "f2")})";
    }

    private static (List<double>[] Ours, List<double>[] Theirs) Measure(
        string name, Func<Action> make, int repeats, string[] peers, string? python)
    {
        var runs = Precisions.Select(_ => make()).ToArray();
        var (ours, theirs) = (
            Precisions.Select(_ => new List<double>()).ToArray(), peers.Select(_ => new List<double>()).ToArray());
        foreach (var (i, precision) in Precisions.Index()) Time(runs[i], precision, 1);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (i, precision) in Precisions.Index()) ours[i].Add(Time(runs[i], precision, repeats));
            foreach (var (i, precision) in peers.Index()) theirs[i].Add(Peer(python!, name, repeats, precision));
        }
        return (ours, theirs);
    }

    private static double Time(Action run, string precision, int repeats)
    {
        using var chosen = ComputePrecision.Use(precision);
        var start = Clock();
        for (var i = 0; i < repeats; i++) run();
        if (!OnCpu) cuda.synchronize();
        return (Clock() - start).TotalMilliseconds / repeats;
    }

    /// <summary>
    /// With one thread, processor time: other programs on the machine hardly change it. With several threads it would
    /// include the time that they spin while they wait for each other.
    /// </summary>
    private static TimeSpan Clock() =>
        IsOneThread ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

    private static double Peer(string python, string name, int repeats, string precision)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        string[] arguments =
        [
            script,
            name,
            repeats.ToString(CultureInfo.InvariantCulture),
            OnCpu ? "cpu" : "cuda",
            precision,
        ];
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{python} did not start");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

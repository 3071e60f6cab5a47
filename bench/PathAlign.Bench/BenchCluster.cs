using System.Diagnostics;
using System.Globalization;
using PathAlign.Tests.Storage;

namespace PathAlign.Bench;

/// <summary>A local cluster, started by the project's script, with its own home and ports.</summary>
internal sealed class BenchCluster(string home)
{
    internal static readonly string[] Services = ["feedback", "generator", "reward", "finetuner", "evaluator"];

    private readonly int _port = TestServer.FreePorts(40);

    internal Uri Api => new($"http://127.0.0.1:{_port}");

    internal Uri Broker => new($"amqp://pathalign:{Secret("Bus__Password")}@127.0.0.1:{_port + 10}/");

    internal string Documents => Path.Combine(home, "documents.db");

    internal string Secret(string name) => File.ReadAllText(Path.Combine(home, "secrets", name));

    /// <summary>
    /// Starts the named processes that are not running, or all without names, and returns when they are ready.
    /// </summary>
    internal void Up(params string[] names) => Script("up", names);

    /// <summary>Stops everything.</summary>
    internal void Down() => Script("down");

    /// <summary>kill -9. False if the process was no longer running.</summary>
    internal bool Kill(string name)
    {
        try
        {
            using var process = Process.GetProcessById(Pid(name));
            process.Kill();
            process.WaitForExit();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The resident memory of a process in MiB; null if it is not running.</summary>
    internal double? ResidentMegabytes(string name)
    {
        try
        {
            using var process = Process.GetProcessById(Pid(name));
            return process.WorkingSet64 / (double)(1 << 20);
        }
        catch (Exception error) when (
            error is ArgumentException or InvalidOperationException or IOException or FormatException)
        {
            return null;
        }
    }

    private int Pid(string name) =>
        int.Parse(File.ReadAllText(Path.Combine(home, "run", name)).Split(' ')[0], CultureInfo.InvariantCulture);

    private void Script(string command, params string[] names)
    {
        var root = Environment.GetEnvironmentVariable("PATHALIGN_ROOT")
            ?? throw new InvalidOperationException(
                "PATHALIGN_ROOT: expected the project's folder, found nothing; start benches by ./pathalign bench");
        var start = new ProcessStartInfo(
            Path.Combine(root, "services/host/local/cluster.sh"),
            [command, "--home", home, "--port", $"{_port}", .. names])
        { RedirectStandardOutput = true };
        start.Environment["PathAlign__Feedback__UndoSeconds"] = "0";   // nobody changes a rating here
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"cluster.sh {command} {string.Join(' ', names)}: expected exit code 0, found {process.ExitCode}");
    }
}

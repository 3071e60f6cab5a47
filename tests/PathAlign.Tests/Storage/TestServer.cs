using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace PathAlign.Tests.Storage;

/// <summary>
/// A server of <c>tests/servers</c>: it says its address when it is ready and ends when its standard input closes, so
/// also when this process is killed.
/// </summary>
internal sealed partial class TestServer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static int _nextPort = Random.Shared.Next(20_000, 30_000);
    private readonly Process _process;

    private TestServer(Process process, string address) => (_process, Address) = (process, address);

    internal string Address { get; }

    internal static async Task<TestServer> StartAsync(string script, params string[] arguments)
    {
        Starting();
        var process = Process.Start(
            new ProcessStartInfo(Path.Combine(Folder(), script), arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        var address = await process.StandardOutput.ReadLineAsync(limit.Token);
        return address is null
            ? throw new InvalidOperationException($"{script}: expected its address, found its end: {await errors}")
            : new(process, address);
    }

    /// <summary>What tests check first; the benchmarks, which use this file too, check nothing.</summary>
    static partial void Starting();

    /// <summary>
    /// A port where <paramref name="count"/> ports in a row are free now, and not given to another test before.
    /// </summary>
    internal static int FreePorts(int count)
    {
        while (true)
        {
            var port = Interlocked.Add(ref _nextPort, count) - count;
            if (Enumerable.Range(port, count).All(IsFree)) return port;
        }
    }

    /// <summary>Stops it at once, as a power cut does.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../servers"));
}

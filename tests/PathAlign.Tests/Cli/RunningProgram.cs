using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PathAlign.Tests.Cli;

/// <summary>The program in a process of its own, that can be waited for, signalled and killed.</summary>
internal sealed class RunningProgram : IDisposable
{
    internal const int Interrupt = 2, Terminate = 15;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new(), _error = new();

    internal RunningProgram(string folder, params string[] arguments)
    {
        // A shell's background jobs ignore Ctrl-C, and so would their children: env gives the signal its meaning back.
        var start = new ProcessStartInfo(
            "env",
            [
                "--default-signal=INT",
                "dotnet",
                Path.Combine(AppContext.BaseDirectory, "pathalign-cli.dll"),
                .. arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal string Output => string.Join('\n', _output);

    internal string Error => string.Join('\n', _error);

    internal bool HasExited => _process.HasExited;

    /// <summary>Runs to the end.</summary>
    internal static async Task<(int code, string output, string error)> RunAsync(
        string folder, params string[] arguments)
    {
        using var program = new RunningProgram(folder, arguments);
        return (await program.ExitAsync(), program.Output, program.Error);
    }

    internal async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _process.WaitForExit();   // and for the last lines
        return _process.ExitCode;
    }

    internal async Task<int> KillAsync()
    {
        _process.Kill();   // SIGKILL
        return await ExitAsync();
    }

    internal void Signal(int number)
    {
        if (Send(_process.Id, number) != 0)
            throw new InvalidOperationException(
                $"signal {number}: expected process {_process.Id} to take it, got error " +
                    $"{Marshal.GetLastPInvokeError()}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Send(int process, int signal);

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}

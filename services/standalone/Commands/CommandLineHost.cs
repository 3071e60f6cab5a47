using System.CommandLine;
using PathAlign.Files;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// Runs a command and turns what can go wrong outside the program into one sentence and an exit code.
/// </summary>
internal static class CommandLineHost
{
    /// <summary>0 done, 2 bad input or a bad option, 130 cancelled by Ctrl-C.</summary>
    internal static async Task<int> RunAsync(RootCommand root, DeviceOption device, string[] args)
    {
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors) Console.Error.WriteLine($"pathalign: {error.Message}");
            return 2;
        }
        try
        {
            device.Use(result);
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
                });
        }
        catch (Exception error) when (
            error is InvalidInputException or Embedded.RoundFailedException or ArgumentException or IOException
                or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"pathalign: {error.Message}");
            return 2;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("pathalign: stopped; the same command goes on from the checkpoint");
            return 130;
        }
    }
}

using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PathAlign.Files;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// Runs a command and reports an error with an outside cause as one sentence and an exit code.
/// </summary>
internal static class CommandLineHost
{
    private const string Trace = "PATHALIGN_TRACE";
    private const int Fault = 70;   // EX_SOFTWARE of sysexits.h

    /// <summary>0 done, 2 bad input or a bad option, 70 a fault of the program, 130 cancelled by Ctrl-C.</summary>
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
            NumberForm.Check(result);
            device.Use(result);
            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
                });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("pathalign: stopped; run the same command again to resume from the checkpoint");
            return 130;
        }
        catch (ExternalException error) when (IsOutOfMemory(error))
        {
            Console.Error.WriteLine(
                "pathalign: expected enough memory for the model and these settings, found too little; a smaller " +
                    $"batch, image or model needs less ({error.Message.Split('\n')[0].Trim()})");
            return 2;
        }
        catch (Exception error) when (IsFromOutside(error))
        {
            Console.Error.WriteLine($"pathalign: {error.Message}");
            return 2;
        }
        catch (Exception error) when (Environment.GetEnvironmentVariable(Trace) is null)
        {
            Console.Error.WriteLine(
                $"pathalign: {error.GetType().Name}: {error.Message} This is a bug in pathalign; run the " +
                    $"same command with {Trace}=1 for the stack trace");
            return Fault;
        }
    }

    /// <summary>Whether LibTorch could not reserve memory, on the CPU or on a GPU.</summary>
    internal static bool IsOutOfMemory(ExternalException error) =>
        error.Message.Contains("can't allocate memory", StringComparison.Ordinal)
        || error.Message.Contains("out of memory", StringComparison.Ordinal);

    private static bool IsFromOutside(Exception error) =>
        error is InvalidInputException or Embedded.RoundFailedException or ArgumentException or IOException
            or UnauthorizedAccessException or InvalidDataException or JsonException or HttpRequestException
            or NotFiniteNumberException or OptionsValidationException;
}

using Microsoft.Extensions.Options;
using PathAlign.Files;
using PathAlign.Hosting.Composition;

namespace PathAlign.Hosting;

/// <summary>Reads the command line and reports invalid settings as one sentence and an exit code.</summary>
internal static class HostCommand
{
    private static readonly string _usage =
        $"expected 'pathalign-host {string.Join("|", ServiceRole.All.Select(r => r.Name))} [--config FILE]'";

    /// <summary>0 after an orderly stop, 2 for invalid settings.</summary>
    internal static async Task<int> RunAsync(string[] args, Func<ServiceRole, string?, Task> run)
    {
        try
        {
            var role = ServiceRole.All.FirstOrDefault(r => r.Name == args.FirstOrDefault());
            var config = args.Skip(1).ToArray() switch { [] => null, ["--config", var file] => file, _ => "" };
            if (role is null || config == "")
                throw new InvalidInputException(
                    "pathalign-host", "arguments", $"{_usage}, found '{string.Join(' ', args)}'");
            await run(role, config);
            return 0;
        }
        catch (Exception error) when (Sentences(error) is { } sentences)
        {
            Console.Error.WriteLine($"pathalign-host: {string.Join("; ", sentences)}");
            return 2;
        }
    }

    /// <summary>The fault in the settings; null for any other error.</summary>
    private static IEnumerable<string>? Sentences(Exception error) => error switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException several when several.InnerExceptions.All(e => e is OptionsValidationException) =>
            several.InnerExceptions.SelectMany(e => ((OptionsValidationException)e).Failures),
        InvalidInputException => [error.Message],
        _ => null,
    };
}

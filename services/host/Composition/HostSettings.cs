using PathAlign.Files;

namespace PathAlign.Hosting.Composition;

/// <summary>
/// The sources of settings; later ones override earlier ones: a JSON file named on the command line, the environment
/// (PathAlign__Section__Key), and a folder with one file per secret (PathAlign__Secrets names it; its files are called
/// Section__Key).
/// </summary>
internal static class HostSettings
{
    private const string Prefix = "PathAlign__", SecretsFolder = "Secrets";
    private static readonly string[] _sections =
    [
        "Audit",
        "Bus",
        "Compute",
        "Feedback",
        "Http",
        "Jobs",
        "Logging",
        "Mongo",
        "Outbox",
        "Retention",
        "S3",
        SecretsFolder,
        "Storage",
        "Telemetry",
    ];

    internal static WebApplicationBuilder CreateBuilder(string? configFile)
    {
        var builder = WebApplication.CreateSlimBuilder();
        IConfigurationManager configuration = builder.Configuration;
        configuration.Sources.Clear();   // no settings files from the working folder
        if (configFile is not null)
            configuration.AddJsonFile(
                Existing(Path.GetFullPath(configFile), "--config", File.Exists),
                optional: false,
                reloadOnChange: false);
        configuration.AddEnvironmentVariables(Prefix);
        if (builder.Configuration[SecretsFolder] is { Length: > 0 } folder)
            configuration.AddKeyPerFile(
                Existing(Path.GetFullPath(folder), SecretsFolder, Directory.Exists), optional: false);
        foreach (var section in builder.Configuration.GetChildren())
            if (!_sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
                throw new InvalidInputException(
                    "settings",
                    section.Key,
                    $"expected one of the sections {string.Join(", ", _sections)}, found an unknown one");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);   // the settings can override this
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        // its scope prints the paths of requests, and some name people
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        builder.Logging.AddSimpleConsole(
            console =>
                (
                    console.IncludeScopes,   // the trace's id joins a line with its trace
                    console.SingleLine,
                    console.UseUtcTimestamp,
                    console.TimestampFormat) = (true, true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
        return builder;
    }

    private static string Existing(string path, string key, Func<string, bool> exists) =>
        exists(path)
            ? path
            : throw new InvalidInputException("settings", key, $"expected it to exist, found nothing at '{path}'");
}

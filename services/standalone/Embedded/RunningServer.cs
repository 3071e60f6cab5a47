using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Address and key of the process that has a home open, in a file that only its owner can read: other commands ask that
/// process for changes.
/// </summary>
internal static class RunningServer
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file when the server has started and removes it when the server stops.</summary>
    internal static void Announce(WebApplication app, Home home)
    {
        app.Lifetime.ApplicationStarted.Register(() => Write(
            FileOf(home.Root), new(new Uri(app.Urls.First()), app.Services.GetRequiredService<ProcessKey>().Key)));
        app.Lifetime.ApplicationStopping.Register(() => File.Delete(FileOf(home.Root)));
    }

    /// <summary>The process that has the home open; null if it serves no API, for example while it starts.</summary>
    internal static ClusterAddress? Find(string home)
    {
        try
        {
            return JsonSerializer.Deserialize<ClusterAddress>(File.ReadAllText(FileOf(home)));
        }
        catch (Exception error) when (error is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static string FileOf(string home) => Path.Combine(home, "server.json");

    private static void Write(string path, ClusterAddress server)
    {
        File.Delete(path);   // the mode applies to a new file
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, server);
    }
}

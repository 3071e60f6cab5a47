using System.Globalization;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Files;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Doctor;

/// <summary>What is checked on this machine: the folder, its disk and the shipped weights.</summary>
internal static class HomeChecks
{
    private const long EnoughBytes = 2L << 30;

    internal static IReadOnlyList<Finding> Run(Home home)
    {
        var drive = new DriveInfo(home.Root);
        return [Lock(home), Rights(home), Disk(home.Root, drive.AvailableFreeSpace), Models(ShippedModels.All)];
    }

    /// <summary>A full disk stops every write.</summary>
    internal static Finding Disk(string folder, long freeBytes)
    {
        var free = string.Create(CultureInfo.InvariantCulture, $"{freeBytes / (double)(1 << 30):0.0} GiB are free");
        return freeBytes >= EnoughBytes
            ? new("disk", true, free)
            : new("disk", false, $"{free} under {folder}", "free some space, or move the home to a larger disk");
    }

    /// <summary>Whether the weights can be read.</summary>
    internal static Finding Models(IEnumerable<string> files)
    {
        var count = 0;
        foreach (var path in files)
            try
            {
                using var file = SafetensorsFile.Open(path);
                count++;
            }
            catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                return new("models", false, error.Message, "restore the file: git checkout models, or the package");
            }
        return new("models", true, $"{count} files of weights can be read");
    }

    private static Finding Lock(Home home)
    {
        using var free = Home.TryOpen(home.Root);
        return free is not null ? new("home", true, "no process has it open")
            : RunningServer.Find(home.Root) is { } server ? new("home", true, $"open in a server at {server.Url}")
            : new(
                "home",
                false,
                "another process has it open and takes no requests",
                "wait until it has started, or stop it: fuser -v " + Path.Combine(home.Root, "lock"));
    }

    private static Finding Rights(Home home)
    {
        try
        {
            if (Path.Exists(home.Documents))
                using (File.Open(home.Documents, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
            foreach (var folder in new[] { home.Root, home.Objects, home.Work }.Where(Path.Exists))
                using (new FileStream(
                    Path.Combine(folder, $".doctor-{Guid.NewGuid():N}"),
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose)) { }
            return new("rights", true, "documents, objects and work can be written");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("rights", false, error.Message, "give the files back to the user who runs pathalign: chown -R");
        }
    }
}

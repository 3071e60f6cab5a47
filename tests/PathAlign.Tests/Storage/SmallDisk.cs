using System.Diagnostics;
using PathAlign.Storage;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// A disk of a few megabytes that can be filled: a file system in memory, mounted by root on Linux. Elsewhere the test
/// is skipped.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal SmallDisk()
    {
        Directory.CreateDirectory(Root);
        if (
            !OperatingSystem.IsLinux()
                || !Environment.IsPrivilegedProcess
                || !Run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", Root))
        {
            _folder.Dispose();
            Assert.Skip("expected the right to mount a small disk, found none");
        }
    }

    private string Root => _folder.At("disk");

    private string Ballast => At("ballast");

    internal string At(string name) => Path.Combine(Root, name);

    /// <summary>Fills the disk up to so many bytes.</summary>
    internal void Fill(int leave)
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        try
        {
            for (var block = new byte[4096]; ;) ballast.Write(block);
        }
        catch (IOException error) when (Outage.Is(error))
        {
            ballast.SetLength(ballast.Length - leave);
        }
    }

    internal void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Root);
        _folder.Dispose();
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

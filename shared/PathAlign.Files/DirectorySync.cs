using System.Runtime.InteropServices;

namespace PathAlign.Files;

/// <summary>
/// Makes the names in a folder durable. Syncing a file saves its content; after a power cut its name may still be
/// missing unless the folder was synced too (fsync(2)).
/// </summary>
public static partial class DirectorySync
{
    private const int ReadOnlyDirectory = 0x10000;   // O_RDONLY | O_DIRECTORY on Linux

    /// <summary>Saves the names of the files and folders in this folder. Does nothing outside Linux.</summary>
    /// <exception cref="IOException">The folder is missing, or the disk failed.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open(folder, ReadOnlyDirectory);
        if (handle < 0) throw Failed("open", folder);
        try
        {
            if (Sync(handle) != 0) throw Failed("sync", folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failed(string what, string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"cannot {what} folder '{folder}': {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

namespace PathAlign.Files;

/// <summary>Writes a file completely or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a temporary file, syncs it, renames it to <paramref name="path"/>, and syncs the folder: a crash or an
    /// error leaves the old file. Missing folders are created.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            using (
                var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(full)!);
        }
        finally
        {
            File.Delete(temporary);   // no error if it was renamed already
        }
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) =>
        Write(path, stream => stream.Write(bytes.Span));

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));
}

using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.Web.Audit;

/// <summary>Anchors of the audit log as JSON Lines in a file that only grows.</summary>
internal static class AnchorFile
{
    private const int MaxLine = 1000, MostTries = 100;

    internal static void Append(string path, AuditAnchor anchor)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var isNew = !File.Exists(path);
        using var file = OpenAlone(path, FileMode.Append, FileAccess.Write);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(anchor, JsonSerializerOptions.Web), (byte)'\n']);
        file.Flush(flushToDisk: true);
        if (isNew) DirectorySync.Flush(folder);   // else a power cut takes the file's name
    }

    /// <summary>The anchors; none if the file does not exist.</summary>
    /// <exception cref="InvalidInputException">A line has another form.</exception>
    internal static IReadOnlyList<AuditAnchor> Read(string path)
    {
        if (!File.Exists(path)) return [];
        var anchors = new List<AuditAnchor>();
        using var file = OpenAlone(path, FileMode.Open, FileAccess.Read);
        using var text = new StreamReader(file);
        while (text.ReadLine() is { } line)
            try
            {
                anchors.Add(Parse(line) is { Hash: not null } anchor ? anchor : throw new JsonException("no anchor"));
            }
            catch (JsonException)
            {
                throw new InvalidInputException(
                    path, $"line {anchors.Count + 1}", "expected an anchor, found other text");
            }
        return anchors;
    }

    // Replicas share the file, and an append is a look for the end and a write there.
    private static FileStream OpenAlone(string path, FileMode mode, FileAccess access)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return new FileStream(path, mode, access, FileShare.None);
            }
            catch (IOException) when (tries < MostTries && File.Exists(path))
            {
                Thread.Sleep(20);
            }
    }

    private static AuditAnchor? Parse(string line) => line.Length <= MaxLine
        ? JsonSerializer.Deserialize<AuditAnchor>(line, JsonSerializerOptions.Web)
        : throw new JsonException("too long");
}

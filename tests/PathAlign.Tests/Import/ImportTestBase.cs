using NetVips;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import;
using PathAlign.Import.Sources;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>A folder of pictures, and its import.</summary>
public abstract class ImportTestBase : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _seed;

    protected ImportTestBase()
    {
        Directory.CreateDirectory(Source);
    }

    protected string Source => _folder.At("source");

    protected string Out => _folder.At("out");

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Beside(string name) => _folder.At(name);

    protected string At(string name) => Path.Combine(Source, name);

    protected string Text(string name, string text)
    {
        File.WriteAllText(_folder.At(name), text);
        return _folder.At(name);
    }

    protected void Many(int count, params Func<int, string>[] names)
    {
        foreach (var name in names)
            for (var i = 0; i < count; i++)
            {
                var path = At(name(i));
                using var image = Pictures.Spots(++_seed);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, image.WriteToBuffer(Path.GetExtension(path).ToLowerInvariant()));
            }
    }

    protected ImportOptions Options() => new() { Folder = Source, Out = Out };

    protected ImportReport Import(Func<ImportOptions, ImportOptions>? change = null) =>
        new FolderImport(change?.Invoke(Options()) ?? Options(), _ => { }).Run(CancellationToken.None);

    protected string Refusal(Func<ImportOptions, ImportOptions>? change = null) =>
        Assert.Throws<InvalidInputException>(() => Import(change)).Message;

    private protected static List<SourceFile> Imported(ImportReport report) =>
        [.. report.Files.Where(f => f.Skipped is null)];

    protected static SortedDictionary<string, string> Tiles(string root) => new(
        Written(root).ToDictionary(
            t => Path.GetRelativePath(root, t.Key), t => Convert.ToHexString(File.ReadAllBytes(t.Key))),
        StringComparer.Ordinal);

    protected static Dictionary<string, DateTime> Written(string root) =>
        FolderNames.Splits.Select(split => Path.Combine(root, split)).Where(Directory.Exists)
            .SelectMany(split => Directory.EnumerateFiles(split, "*.png", SearchOption.AllDirectories))
            .ToDictionary(file => file, File.GetLastWriteTimeUtc);
}

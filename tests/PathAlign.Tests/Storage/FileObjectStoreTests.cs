using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

public sealed class FileObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IObjectStore Open() => new FileObjectStore(_folder.Path);

    protected override Task DamageAsync(string key, byte[] content) =>
        File.WriteAllBytesAsync(_folder.At(key), content);

    protected override Task<int> StoredAsync() =>
        Task.FromResult(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);

    [Fact]
    public async Task A_writer_that_died_leaves_nothing_that_can_be_read_and_its_rest_goes_after_a_day()
    {
        var store = Open();
        Directory.CreateDirectory(_folder.At(".incoming"));
        var rest = _folder.Write(".incoming/half", [1, 2]);
        File.SetLastWriteTimeUtc(rest, DateTime.UtcNow.AddDays(-2));
        var fresh = _folder.Write(".incoming/other", [1, 2]);

        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(".incoming/half"));
        Open();

        Assert.False(File.Exists(rest));
        Assert.True(File.Exists(fresh));
    }

    [Fact]
    public async Task A_file_that_is_put_is_copied_not_taken()
    {
        var source = _folder.Write("source", [7]);
        var store = new FileObjectStore(_folder.At("store"));

        var key = await store.PutFileAsync("weights", "bin", source);
        File.WriteAllBytes(source, [8]);

        Assert.Equal([7], await store.GetAsync(key));
    }

    public void Dispose() => _folder.Dispose();
}

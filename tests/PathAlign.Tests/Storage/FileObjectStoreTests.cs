using PathAlign.Files;
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

    [Fact]
    public async Task An_object_that_was_put_outlives_a_power_cut()
    {
        var disk = new UnsyncedDisk(_folder.Path);
        var root = _folder.At("store");
        var (first, source) = (new FileObjectStore(root, disk.Sync), _folder.Write("source", [7]));
        disk.Sync(_folder.Path);

        var put = await first.PutAsync("images", "png", new byte[] { 1 });
        var copied = await first.PutFileAsync("weights", "bin", source);
        disk.CutPower();

        var second = new FileObjectStore(root, disk.Sync);
        Assert.Equal([1], await second.GetAsync(put));
        Assert.Equal([7], await second.GetAsync(copied));
    }

    [Fact]
    public async Task An_object_that_another_writer_has_just_renamed_outlives_a_power_cut_too()
    {
        var disk = new UnsyncedDisk(_folder.Path);
        var root = _folder.At("store");
        var (slow, quick) = (new FileObjectStore(root, _ => { }), new FileObjectStore(root, disk.Sync));
        await slow.PutAsync("images", "png", new byte[] { 1 });   // renamed, not synced yet

        var key = await quick.PutAsync("images", "png", new byte[] { 1 });
        disk.CutPower();

        Assert.Equal([1], await new FileObjectStore(root, disk.Sync).GetAsync(key));
    }

    [Fact]
    public async Task A_put_of_an_old_object_begins_its_age_again()
    {
        var store = new FileObjectStore(_folder.Path);
        var key = await store.PutAsync("images", "png", new byte[] { 1 });
        File.SetLastWriteTimeUtc(_folder.At(key), DateTime.UtcNow.AddDays(-90));

        await store.PutAsync("images", "png", new byte[] { 1 });

        Assert.False(await store.DeleteAsync(key, DateTimeOffset.UtcNow.AddDays(-30)));
        Assert.Equal([1], await store.GetAsync(key));
    }

    [Fact]
    public async Task A_removal_syncs_the_folder_also_when_a_crash_came_before_the_sync()
    {
        var synced = new List<string>();
        var store = new FileObjectStore(_folder.At("store"), synced.Add);
        var key = await store.PutAsync("images", "png", new byte[] { 1 });
        var folder = Path.GetDirectoryName(_folder.At($"store/{key}"))!;
        File.Delete(_folder.At($"store/{key}"));   // as the crashed removal left it
        synced.Clear();

        Assert.False(await store.DeleteAsync(key));

        Assert.Equal([folder], synced);
    }

    [Fact]
    public async Task Without_the_syncs_the_same_power_cut_takes_the_object()
    {
        var disk = new UnsyncedDisk(_folder.Path);
        var root = _folder.At("store");

        var key = await new FileObjectStore(root, _ => { }).PutAsync("images", "png", new byte[] { 1 });
        disk.CutPower();

        Assert.False(await new FileObjectStore(root, disk.Sync).ExistsAsync(key));
    }

    [Fact]
    public void A_missing_folder_cannot_be_synced()
    {
        if (!OperatingSystem.IsLinux()) return;

        Assert.Contains(
            "cannot open folder", Assert.Throws<IOException>(() => DirectorySync.Flush(_folder.At("none"))).Message);
    }

    public void Dispose() => _folder.Dispose();
}

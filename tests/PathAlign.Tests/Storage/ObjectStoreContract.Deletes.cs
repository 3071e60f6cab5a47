using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>What every object store promises about its list and removals.</summary>
public abstract partial class ObjectStoreContract
{
    [Fact]
    public async Task The_list_has_every_object_with_its_length_and_age()
    {
        var store = Open();
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        var tile = await store.PutAsync("images", "png", Content);
        var report = await store.PutAsync("reports", "json", "{}"u8.ToArray());

        var held = await ((IObjectInventory)store).ListAsync().ToListAsync();

        Assert.Equal(
            [(tile, (long)Content.Length), (report, 2L)],
            held.Select(o => (o.Key, o.Bytes)).OrderBy(o => o.Key, StringComparer.Ordinal));
        Assert.All(held, o => Assert.InRange(o.PutAt, before, DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task A_removed_object_is_gone_the_others_stay_and_a_repeat_is_harmless()
    {
        var store = Open();
        var inventory = (IObjectInventory)store;
        var (gone, kept) = (
            await store.PutAsync("images", "png", Content), await store.PutAsync("images", "png", new byte[] { 1 }));

        Assert.True(await inventory.DeleteAsync(gone));
        Assert.False(await inventory.DeleteAsync(gone));

        Assert.False(await store.ExistsAsync(gone));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetAsync(gone));
        Assert.Equal([1], await store.GetAsync(kept));
        Assert.Equal(gone, await store.PutAsync("images", "png", Content));
        Assert.Equal(Content, await store.GetAsync(gone));
    }

    [Fact]
    public async Task An_object_that_was_put_lately_is_not_removed_as_an_old_one()
    {
        var store = Open();
        var key = await store.PutAsync("images", "png", Content);

        Assert.False(await ((IObjectInventory)store).DeleteAsync(key, DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.True(await store.ExistsAsync(key));
        Assert.True(await ((IObjectInventory)store).DeleteAsync(key, DateTimeOffset.UtcNow.AddHours(1)));
        Assert.False(await store.ExistsAsync(key));
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("manifests/00/0000000000000000000000000000000000000000000000000000000000000000.json")]
    public async Task The_removal_of_a_missing_object_changes_nothing(string key) =>
        Assert.False(await ((IObjectInventory)Open()).DeleteAsync(key));
}

using System.Security.Cryptography;
using System.Text;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

/// <summary>
/// What every object store promises. A store joins by a subclass that opens it and knows how to damage it.
/// </summary>
public abstract partial class ObjectStoreContract
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("a tile");
    private const string Key = "images/72/72a5ab84d4a66b9ea6e6f4d2b4f0b2f2b72a5ab84d4a66b9ea6e6f4d2b4f0b2f.png";

    /// <summary>An empty store.</summary>
    protected abstract IObjectStore Open();

    /// <summary>Overwrites what the store holds under a key.</summary>
    protected abstract Task DamageAsync(string key, byte[] content);

    /// <summary>How many objects the store holds, finished or not.</summary>
    protected abstract Task<int> StoredAsync();

    [Fact]
    public async Task The_same_content_has_the_same_key_and_is_stored_once()
    {
        using var folder = new TemporaryFolder();
        var store = Open();

        var first = await store.PutAsync("images", "png", Content);
        var second = await store.PutAsync("images", "png", Content);
        var fromFile = await store.PutFileAsync("images", "png", folder.Write("tile", Content));

        var hash = Convert.ToHexStringLower(SHA256.HashData(Content));
        Assert.Equal($"images/{hash[..2]}/{hash}.png", first);
        Assert.Equal((first, first), (second, fromFile));
        Assert.Equal(1, await StoredAsync());
        Assert.Equal(Content, await store.GetAsync(first));
        Assert.Equal(Content, File.ReadAllBytes(await store.GetFileAsync(first)));
        Assert.True(await store.ExistsAsync(first));
    }

    [Fact]
    public async Task Empty_and_large_content_comes_back()
    {
        using var folder = new TemporaryFolder();
        var store = Open();
        var large = new byte[3_000_001];
        new Random(1).NextBytes(large);

        var empty = await store.PutAsync("reports", "json", Array.Empty<byte>());
        var key = await store.PutFileAsync("weights", "safetensors", folder.Write("large", large));

        Assert.Empty(await store.GetAsync(empty));
        Assert.Equal(large, await store.GetAsync(key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(12_000_001)]   // several parts of an upload
    public async Task A_stream_is_stored_under_the_key_of_its_content_which_is_named_before(int length)
    {
        var (store, content, named) = (Open(), new byte[length], new List<string>());
        new Random(2).NextBytes(content);

        var key = await store.PutStreamAsync(
            "weights",
            "bin",
            new MemoryStream(content),
            async (name, cancel) =>
            {
                Assert.False(await store.ExistsAsync(name, cancel));
                named.Add(name);
            });
        var again = await store.PutStreamAsync("weights", "bin", new MemoryStream(content));

        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal(($"weights/{hash[..2]}/{hash}.bin", key), (key, again));
        Assert.Equal([key], named);
        Assert.Equal(content, await store.GetAsync(key));
        Assert.Equal(1, await StoredAsync());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(12_000_001)]
    public async Task A_stream_that_breaks_off_or_must_not_be_stored_leaves_nothing(int length)
    {
        var store = Open();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.PutStreamAsync(
                "weights",
                "bin",
                new MemoryStream(new byte[length]),
                (_, _) => throw new InvalidOperationException("not in the log")));
        await Assert.ThrowsAsync<EndOfStreamException>(
            () => store.PutStreamAsync("weights", "bin", new BrokenStream(length)));

        Assert.Equal(0, await StoredAsync());
    }

    [Fact]
    public async Task Damaged_content_is_never_returned_and_the_next_put_repairs_it()
    {
        using var folder = new TemporaryFolder();
        var store = Open();
        var key = await store.PutAsync("images", "png", Content);
        await DamageAsync(key, [1, 2, 3]);

        var error = await Assert.ThrowsAsync<ObjectCorruptException>(() => store.GetAsync(key));
        await Assert.ThrowsAsync<ObjectCorruptException>(() => store.GetFileAsync(key));
        await store.PutAsync("images", "png", Content);

        Assert.Equal(key, error.Key);
        Assert.Equal(Content, await store.GetAsync(key));
        await DamageAsync(key, []);
        await store.PutFileAsync("images", "png", folder.Write("tile", Content));
        Assert.Equal(Content, await store.GetAsync(key));
    }

    [Fact]
    public async Task What_was_never_stored_is_not_found()
    {
        var store = Open();
        var missing = ObjectKey.Of("images", "png", SHA256.HashData(Content));

        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetAsync(missing));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetFileAsync(missing));

        Assert.Equal(missing, error.Key);
        Assert.False(await store.ExistsAsync(missing));
    }

    public static TheoryData<string> HostileKeys => [
        "", ".", "..", "/", "../secret", "/etc/passwd", "images/../../secret", "images", "images/72", "images//72",
        Key.ToUpperInvariant(), Key
            .Replace("png", "PNG"), Key + "\n", Key + "/..", "./" + Key, "/" + Key, Key
            .Replace("/72/", "/73/"), Key
            .Replace("/72/", "\\72\\"),
        Key.Replace("images", "Images"), Key
            .Replace("images", ".incoming"), Key
            .Replace(".png", ""), Key
            .Replace(".png", "."), Key[..30] + ".png", Key
            .Replace("images", new string('a', 500)), Key
            .Replace("72a5", "72g5")];

    [Theory]
    [MemberData(nameof(HostileKeys))]
    public async Task Hostile_keys_are_refused(string key)
    {
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetFileAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ExistsAsync(key));
    }

    [Theory]
    [InlineData("../images", "png")]
    [InlineData("Images", "png")]
    [InlineData("", "png")]
    [InlineData("images/a", "png")]
    [InlineData("images", "")]
    [InlineData("images", "PNG")]
    [InlineData("images", "../png")]
    [InlineData("images", "p.ng")]
    public async Task Hostile_kinds_and_extensions_are_refused_and_nothing_is_stored(string kind, string extension)
    {
        using var folder = new TemporaryFolder();
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(kind, extension, Content));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.PutFileAsync(kind, extension, folder.Write("tile", Content)));

        Assert.Equal(0, await StoredAsync());
    }

    [Fact]
    public async Task Twenty_puts_of_the_same_content_at_once_store_it_once()
    {
        using var folder = new TemporaryFolder();
        var store = Open();
        var file = folder.Write("tile", Content);

        var keys = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(
                i =>
                    Task.Run(
                        () =>
                            i % 2 == 0
                                ? store.PutAsync("images", "png", Content)
                                : store.PutFileAsync("images", "png", file))));

        Assert.Single(keys.Distinct());
        Assert.Equal(1, await StoredAsync());
        Assert.Equal(Content, await store.GetAsync(keys[0]));
    }

    [Fact]
    public async Task A_cancelled_put_stores_nothing()
    {
        using var folder = new TemporaryFolder();
        var store = Open();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.PutAsync("images", "png", Content, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.PutFileAsync("images", "png", folder.Write("tile", Content), cancelled));

        Assert.Equal(0, await StoredAsync());
    }

    [Fact]
    public async Task A_put_of_a_file_that_is_missing_stores_nothing()
    {
        using var folder = new TemporaryFolder();
        var store = Open();

        await Assert.ThrowsAnyAsync<IOException>(() => store.PutFileAsync("images", "png", folder.At("missing")));

        Assert.Equal(0, await StoredAsync());
    }
}

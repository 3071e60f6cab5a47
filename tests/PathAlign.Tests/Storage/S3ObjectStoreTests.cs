using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using PathAlign.Storage;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Storage;

[Server]
public sealed class S3ObjectStoreTests(StoreServers servers) : ObjectStoreContract, IAsyncLifetime
{
    private static readonly byte[] Tile = [1, 2, 3, 4];
    private readonly TemporaryFolder _folder = new();
    private readonly List<S3ObjectStore> _open = [];
    private S3Options _options = null!;
    private AmazonS3Client _s3 = null!;

    public async ValueTask InitializeAsync()
    {
        _options = await servers.S3Async(_folder.At("cache"));
        _s3 = S3Connection.Open(_options, _options.Endpoint);
        await New().SetUpAsync();
    }

    protected override IObjectStore Open() => New();

    protected override Task DamageAsync(string key, byte[] content) =>
        _s3.PutObjectAsync(
            new()
            {
                BucketName = _options.Bucket,
                Key = key,
                InputStream = new MemoryStream(content),
                UseChunkEncoding = false,
            });

    protected override async Task<int> StoredAsync() =>
        ((await _s3.ListObjectsV2Async(new() { BucketName = _options.Bucket })).S3Objects?.Count ?? 0)
        + ((await _s3.ListMultipartUploadsAsync(_options.Bucket)).MultipartUploads?.Count ?? 0);

    private S3ObjectStore New(S3Options? options = null)
    {
        _open.Add(new(options ?? _options));
        return _open[^1];
    }

    private string Weights(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        return _folder.Write($"weights-{bytes}", content);
    }

    [Fact]
    public async Task A_large_file_is_sent_in_parts_and_comes_back_by_both_ways()
    {
        var path = Weights((12 << 20) + 1);
        var store = New();

        var key = await store.PutFileAsync("weights", "safetensors", path);
        var again = await store.PutFileAsync("weights", "safetensors", path);

        Assert.Equal(key, again);
        Assert.EndsWith("-3\"", (await _s3.GetObjectMetadataAsync(_options.Bucket, key)).ETag);
        Assert.Equal(await File.ReadAllBytesAsync(path), await store.GetAsync(key));
        Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(await store.GetFileAsync(key)));
        Assert.Equal(1, await StoredAsync());
    }

    [Fact]
    public async Task A_large_file_that_was_damaged_without_changing_its_size_is_repaired_by_the_next_put()
    {
        var path = Weights(6 << 20);
        var store = New();
        var key = await store.PutFileAsync("weights", "safetensors", path);
        await DamageAsync(key, new byte[6 << 20]);

        await Assert.ThrowsAsync<ObjectCorruptException>(() => store.GetAsync(key));
        await store.PutFileAsync("weights", "safetensors", path);

        Assert.Equal(await File.ReadAllBytesAsync(path), await store.GetAsync(key));
    }

    [Fact]
    public async Task Parts_that_are_not_what_the_key_says_leave_nothing_behind()
    {
        await using var file = File.OpenRead(Weights(6 << 20));
        var key = ObjectKey.Of("weights", "safetensors", SHA256.HashData(Tile));

        await Assert.ThrowsAsync<IOException>(() => new S3Writer(_s3, _options).PutPartsAsync(key, file, default));

        Assert.Equal(0, await StoredAsync());
    }

    [Fact]
    public async Task A_condition_lets_one_put_in()
    {
        var writer = new S3Writer(_s3, _options);
        var key = ObjectKey.Of("images", "png", SHA256.HashData(Tile));

        var won = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => writer.PutAsync(key, Tile, onlyIfMissing: true, default)));

        Assert.Single(won, w => w);
    }

    [Fact]
    public async Task A_presigned_address_reads_one_object_and_bears_no_change()
    {
        var store = New();
        var key = await store.PutAsync("images", "png", Tile);
        var other = await store.PutAsync("images", "png", new byte[] { 9 });
        using var browser = new HttpClient();

        var address = store.ReadAddress(key, TimeSpan.FromMinutes(5));
        using var read = await browser.GetAsync(address);
        using var bare = await browser.GetAsync(new Uri(address.GetLeftPart(UriPartial.Path)));
        using var moved = await browser.GetAsync(
            new Uri(
                address.AbsoluteUri.Replace(ObjectKey.HashOf(key), ObjectKey.HashOf(other))
                    .Replace($"/{ObjectKey.HashOf(key)[..2]}/", $"/{ObjectKey.HashOf(other)[..2]}/")));
        using var written = await browser.PutAsync(address, new ByteArrayContent([0]));

        Assert.Equal(Tile, await read.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", read.Content.Headers.ContentType!.MediaType);
        Assert.All([bare, moved, written], r => Assert.Equal(HttpStatusCode.Forbidden, r.StatusCode));
        Assert.Equal(Tile, await store.GetAsync(key));
    }

    [Fact]
    public async Task A_presigned_address_ends()
    {
        var store = New();
        var key = await store.PutAsync("images", "png", Tile);
        using var browser = new HttpClient();
        var address = store.ReadAddress(key, TimeSpan.FromSeconds(1));

        await Eventually.SeeAsync(
            async () => (await browser.GetAsync(address)).StatusCode == HttpStatusCode.Forbidden ? "ended" : null);

        Assert.Throws<ArgumentException>(() => store.ReadAddress(key, TimeSpan.FromDays(2)));
        Assert.Throws<ArgumentException>(() => store.ReadAddress(key, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => store.ReadAddress("../" + key, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Browsers_get_the_address_that_they_reach()
    {
        var store = New(_options with { PublicEndpoint = "https://tiles.example.com" });
        var key = await store.PutAsync("images", "png", Tile);

        Assert.StartsWith(
            $"https://tiles.example.com/{_options.Bucket}/{key}?",
            store.ReadAddress(key, TimeSpan.FromMinutes(1)).AbsoluteUri);
    }

    [Fact]
    public async Task The_bucket_is_set_up_any_number_of_times_and_forgets_unfinished_uploads()
    {
        await Task.WhenAll(New().SetUpAsync(), New().SetUpAsync());

        var rules = (await _s3.GetLifecycleConfigurationAsync(_options.Bucket)).Configuration.Rules;
        Assert.Equal(2, rules.Count);
        var unfinished = Assert.Single(rules, r => r.Id == "unfinished-uploads");
        Assert.Equal(1, unfinished.AbortIncompleteMultipartUpload.DaysAfterInitiation);
        var temporary = Assert.Single(rules, r => r.Id == "temporary-objects");
        Assert.Equal(1, temporary.Expiration.Days);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_a_missing_bucket_may_still_come()
    {
        var stranger = New(_options with { SecretKey = "another" });
        var early = New(_options with { Bucket = "test-not-there-yet" });

        await Assert.ThrowsAsync<StoreRefusedException>(() => stranger.PutAsync("images", "png", Tile));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => early.PutAsync("images", "png", Tile));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => early.PingAsync(default));
        await New().PingAsync(default);
    }

    [Fact]
    public async Task A_file_is_fetched_once_and_again_when_its_copy_was_damaged()
    {
        var store = New();
        var key = await store.PutAsync("images", "png", Tile);
        var path = await store.GetFileAsync(key);
        await DamageAsync(key, [0]);

        Assert.Equal(path, await store.GetFileAsync(key));
        await File.WriteAllBytesAsync(path, [0]);
        await Assert.ThrowsAsync<ObjectCorruptException>(() => store.GetFileAsync(key));
        await store.PutAsync("images", "png", Tile);
        Assert.Equal(Tile, await File.ReadAllBytesAsync(await store.GetFileAsync(key)));
        Assert.Empty(Directory.GetFiles(_folder.At("cache/.incoming")));
    }

    [Fact]
    public async Task A_full_cache_drops_what_was_used_longest_ago_and_keeps_what_is_in_use()
    {
        var store = New(_options with { CacheGigabytes = 100.0 / (1 << 30) });
        var keys = new List<string>();
        for (byte i = 0; i < 4; i++)
            keys.Add(await store.PutAsync("images", "png", Enumerable.Repeat(i, 40).ToArray()));
        var paths = new List<string>();
        foreach (var key in keys[..3]) paths.Add(await store.GetFileAsync(key));
        File.SetLastAccessTimeUtc(paths[1], DateTime.UtcNow.AddHours(-3));

        await store.GetFileAsync(keys[3]);

        Assert.Equal([true, false, true], paths.Select(File.Exists));
    }

    [Fact]
    public async Task The_copy_of_an_object_that_another_process_replaced_is_removed()
    {
        var (here, elsewhere) = (New(), New(_options with { CacheFolder = _folder.At("elsewhere") }));
        var documents = new InMemoryDocumentStore();
        var (text, tile) = (
            await here.PutAsync("imports", "jsonl", "anna"u8.ToArray()), await here.PutAsync("images", "png", Tile));
        var (copy, other) = (await elsewhere.GetFileAsync(text), await elsewhere.GetFileAsync(tile));
        await new ReplacedObjects(here, documents).ReplaceAsync(text, _folder.Write("erased", "nobody"u8.ToArray()));
        var there = new ReplacedObjects(elsewhere, documents);

        await new ReplacedCopies(elsewhere, NullLogger<ReplacedCopies>.Instance, there).RemoveAsync(default);

        Assert.Equal((false, true), (File.Exists(copy), File.Exists(other)));
        Assert.Equal("nobody", await File.ReadAllTextAsync(await there.GetFileAsync(text)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stored in (await _s3.ListObjectsV2Async(new() { BucketName = _options.Bucket })).S3Objects ?? [])
            await _s3.DeleteObjectAsync(_options.Bucket, stored.Key);
        await _s3.DeleteBucketAsync(_options.Bucket);
        foreach (var store in _open) store.Dispose();
        _s3.Dispose();
        _folder.Dispose();
    }
}

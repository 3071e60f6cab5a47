using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>The object store that a local cluster has when it is asked for.</summary>
[Server]
public sealed class OwnObjectStoreTests
{
    [Fact]
    public async Task It_keeps_what_it_has_over_a_stop_and_gives_programs_addresses_at_itself()
    {
        Assert.SkipWhen(StoreServers.HasS3, "another S3 store is tested");
        await using var cluster = new LocalCluster { HasS3 = true };
        await cluster.UpAsync("broker", "s3", "feedback");
        using var api = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false })
        { BaseAddress = cluster.Api };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.OperatorKey);
        using var stored = await api.PostAsync("/api/v1/objects/weights/bin", new ByteArrayContent([1, 2, 3]));
        var key = (string)JsonNode.Parse(await stored.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["key"]!;

        await cluster.DownAsync();
        await cluster.UpAsync("broker", "s3", "feedback");

        using var redirect = await api.GetAsync($"/api/v1/objects/{key}?address=true");
        Assert.Equal((HttpStatusCode.Found, "no-store"), (redirect.StatusCode, $"{redirect.Headers.CacheControl}"));
        Assert.Equal(cluster.ObjectStore.Authority, redirect.Headers.Location!.Authority);
        using var anybody = new HttpClient();
        Assert.Equal([1, 2, 3], await anybody.GetByteArrayAsync(redirect.Headers.Location));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await anybody.GetAsync(redirect.Headers.Location.GetLeftPart(UriPartial.Path))).StatusCode);
        Assert.Equal([1, 2, 3], await api.GetByteArrayAsync($"/api/v1/objects/{key}"));
        Assert.False(Directory.Exists(Path.Combine(cluster.Home, "objects")));
    }

    [Fact]
    public async Task It_belongs_to_a_cluster_from_its_first_day()
    {
        await using var cluster = new LocalCluster();
        await cluster.StatusAsync();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => cluster.UpAsync("s3"));

        Assert.Contains("expected --s3 when the cluster is made", error.Message, StringComparison.Ordinal);
    }
}

using Microsoft.Extensions.DependencyInjection;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Storage;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>
/// A round on five processes, a broker, an S3 store and MongoDB, or what stands in for it where nobody names one.
/// </summary>
[Server]
public sealed class ServersRoundTests(TinyRound round, StoreServers servers) : IDisposable
{
    private const string Database = "test-round";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Servers_hold_what_one_process_leaves_in_files()
    {
        var (mongo, s3) = (await servers.MongoAsync(), await servers.S3Async(_folder.At("cache")));
        await using var cluster = new LocalCluster
        {
            Settings = new Dictionary<string, string>
            {
                ["PathAlign__Storage__Documents"] = "mongo",
                ["PathAlign__Mongo__ConnectionString"] = mongo,
                ["PathAlign__Mongo__Database"] = Database,
                ["PathAlign__Storage__Objects"] = "s3",
                ["PathAlign__S3__Endpoint"] = s3.Endpoint,
                ["PathAlign__S3__Bucket"] = s3.Bucket,
                ["PathAlign__S3__AccessKey"] = s3.AccessKey,
                ["PathAlign__S3__SecretKey"] = s3.SecretKey,
                ["PathAlign__S3__CacheFolder"] = s3.CacheFolder,
            },
        };
        await cluster.UpAsync();

        var report = await cluster.RunAsync(round.Settings());

        var expected = await HomeState.ReadAsync(await round.HomeAsync());
        await using var services = new ServiceCollection().AddLogging()
            .AddMongoDocuments(mongo, Database)
            .AddS3Objects(s3)
            .BuildServiceProvider();
        var objects = services.GetRequiredService<IObjectStore>();
        // checked against the hash in its key; one that is not there throws
        foreach (var key in expected.Objects) await objects.GetAsync(key);
        HomeState.AssertRound(
            report.RoundId,
            expected,
            await HomeState.ReadAsync(services.GetRequiredService<IDocumentStore>(), expected.Objects));
        Assert.False(File.Exists(Path.Combine(cluster.Home, "documents.db")));
        Assert.False(Directory.Exists(Path.Combine(cluster.Home, "objects")));
    }
}

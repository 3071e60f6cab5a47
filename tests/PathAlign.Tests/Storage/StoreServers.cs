using PathAlign.Storage.S3;

namespace PathAlign.Tests.Storage;

/// <summary>
/// The servers that the cluster's stores are tested against, each started once and only if a test asks for it. A
/// MongoDB or an S3 store of one's own takes their place by <c>PATHALIGN_TEST_MONGO</c> (a connection string) and
/// <c>PATHALIGN_TEST_S3</c> (<c>http://ACCESS:SECRET@host:port</c>).
/// </summary>
public sealed class StoreServers : IDisposable
{
    private const string Access = "testaccess";
    private const string Secret = "testsecret";
    private readonly Lazy<Task<TestServer>> _mongo = new(() => TestServer.StartAsync("mongo-stand-in.py"));
    private readonly Lazy<Task<TestServer>> _s3 = new(
        () => TestServer.StartAsync("s3.sh", $"{TestServer.FreePorts(31)}", Access, Secret));

    internal static bool HasMongoDb => GivenMongo is not null;

    internal static bool HasS3 => GivenS3 is not null;

    private static string? GivenMongo =>
        Environment.GetEnvironmentVariable("PATHALIGN_TEST_MONGO") is { Length: > 0 } given ? given : null;

    private static Uri? GivenS3 =>
        Environment.GetEnvironmentVariable("PATHALIGN_TEST_S3") is { Length: > 0 } given ? new(given) : null;

    /// <summary>The connection string of MongoDB, or of what stands in for it.</summary>
    internal async Task<string> MongoAsync() => GivenMongo ?? (await _mongo.Value).Address;

    /// <summary>An S3 store, and a bucket that no other test has.</summary>
    internal async Task<S3Options> S3Async(string cacheFolder)
    {
        var options = new S3Options
        {
            Bucket = $"test-{Guid.NewGuid():N}",
            CacheFolder = cacheFolder,
            PartMegabytes = 5,
        };
        if (GivenS3 is not { } given)
            return options with { Endpoint = (await _s3.Value).Address, AccessKey = Access, SecretKey = Secret };
        var user = given.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToList();
        return options with
        {
            Endpoint = given.GetLeftPart(UriPartial.Scheme) + given.Authority.Split('@')[^1],
            AccessKey = user[0],
            SecretKey = user[1],
        };
    }

    public void Dispose()
    {
        foreach (var server in new[] { _mongo, _s3 })
            if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                server.Value.Result.Dispose();
    }
}

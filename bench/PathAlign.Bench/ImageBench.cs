using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using PathAlign.Imaging;
using PathAlign.Storage.Objects;
using PathAlign.Storage.S3;
using PathAlign.Tests.Storage;

namespace PathAlign.Bench;

/// <summary>
/// Measures writes and reads of images in the object stores, each compared with its bare client: durable files in the
/// same folder, and S3 requests without key, hash or condition. The S3 server is that of <c>PATHALIGN_TEST_S3</c>, or
/// else the server of the tests, started here.
/// </summary>
internal static class ImageBench
{
    private const int Images = 1000, AtOnce = 8, Rounds = 3;

    internal static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pathalign-bench").FullName;
        try
        {
            var bare = Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName;
            await CompareAsync(
                "files",
                new FileObjectStore(Path.Combine(folder, "objects")),
                (name, png) => WriteAsync(Path.Combine(bare, name), png),
                name => File.ReadAllBytesAsync(Path.Combine(bare, name)));

            using var server = Environment.GetEnvironmentVariable("PATHALIGN_TEST_S3") is { Length: > 0 }
                ? null
                : await TestServer.StartAsync("s3.sh", $"{TestServer.FreePorts(31)}", "benchaccess", "benchsecret");
            var options = Options(server?.Address, folder);
            using var store = new S3ObjectStore(options);
            using var client = Client(options);
            await store.SetUpAsync();
            await CompareAsync(
                "S3",
                store,
                (name, png) => PutAsync(client, options.Bucket, name, png),
                name => GetAsync(client, options.Bucket, name));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(
        string where, IObjectStore store, Func<string, byte[], Task> put, Func<string, Task<byte[]>> get)
    {
        var (ourPuts, ourGets, barePuts, bareGets) = (
            new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)   // in turns, so that other load on the machine affects both
        {
            var images = Enumerable.Range(0, Images).Select(_ => Noise()).ToList();
            var keys = new string[Images];
            ourPuts.Add(
                await Figures.PerSecondAsync(
                    Images, AtOnce, async i => keys[i] = await store.PutAsync("images", "png", images[i])));
            barePuts.Add(await Figures.PerSecondAsync(Images, AtOnce, i => put($"{round}-{i}.png", images[i])));
            ourGets.Add(await Figures.PerSecondAsync(Images, AtOnce, i => store.GetAsync(keys[i])));
            bareGets.Add(await Figures.PerSecondAsync(Images, AtOnce, i => get($"{round}-{i}.png")));
        }
        Report($"{where}, put", ourPuts, barePuts);
        Report($"{where}, get", ourGets, bareGets);
    }

    private static void Report(string what, List<double> ours, List<double> bare) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-12} n={Rounds}x{Images}, {AtOnce} at once: ours {Figures.Median(ours),7:f0} images/s, bare " +
            $"{Figures.Median(bare),7:f0} images/s, {Figures.Median(ours) / Figures.Median(bare):p0}"));

    // Unique content, so that no image exists already.
    private static byte[] Noise() =>
        Png.Encode(new RgbImage(28, 28, RandomNumberGenerator.GetBytes(28 * 28 * 3)), new Dictionary<string, string>());

    private static async Task WriteAsync(string path, byte[] content)
    {
        await using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            0,
            useAsync: true);
        await file.WriteAsync(content);
        file.Flush(flushToDisk: true);
    }

    private static Task PutAsync(AmazonS3Client client, string bucket, string name, byte[] content) =>
        client.PutObjectAsync(
            new()
            {
                BucketName = bucket,
                Key = name,
                InputStream = new MemoryStream(content),
                UseChunkEncoding = false,
            });

    private static async Task<byte[]> GetAsync(AmazonS3Client client, string bucket, string name)
    {
        using var answer = await client.GetObjectAsync(bucket, name);
        using var content = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }

    private static S3Options Options(string? own, string folder)
    {
        var address = new Uri(own ?? Environment.GetEnvironmentVariable("PATHALIGN_TEST_S3")!);
        var user = own is null ? address.UserInfo.Split(':') : ["benchaccess", "benchsecret"];
        return new()
        {
            Endpoint = $"{address.Scheme}://{address.Host}:{address.Port}",
            AccessKey = user[0],
            SecretKey = user[1],
            Bucket = $"bench-{Guid.NewGuid():N}",
            CacheFolder = Path.Combine(folder, "cache"),
        };
    }

    private static AmazonS3Client Client(S3Options options) =>
        new(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
        {
            ServiceURL = options.Endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = options.Region,
            UseHttp = options.Endpoint.StartsWith("http:", StringComparison.Ordinal),
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
}

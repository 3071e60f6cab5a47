using System.ComponentModel.DataAnnotations;

namespace PathAlign.Storage.S3;

/// <summary>Settings of the object store in S3.</summary>
public sealed record S3Options
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "S3";

    /// <summary>The server as the services reach it, such as <c>https://minio:9000</c>.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>
    /// The server's address for programs outside the cluster, which download weights and reports by presigned
    /// addresses; null if they cannot reach the server.
    /// </summary>
    public string? PublicEndpoint { get; set; }

    /// <summary>The region in the signatures of requests.</summary>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket: 3 to 63 lower-case letters, digits and hyphens.</summary>
    [Required, RegularExpression(@"\A[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\z")]
    public string Bucket { get; set; } = "pathalign";

    /// <summary>No default; from the environment (<c>S3__AccessKey</c>).</summary>
    [Required]
    public string AccessKey { get; set; } = "";

    /// <summary>No default; from the environment (<c>S3__SecretKey</c>).</summary>
    [Required]
    public string SecretKey { get; set; } = "";

    /// <summary>
    /// Whether to set up the bucket and its lifecycle at start; false if this user lacks the permission.
    /// </summary>
    public bool SetUpBucket { get; set; } = true;

    /// <summary>
    /// The cache folder for objects that are needed as local files; processes of one machine can share it.
    /// </summary>
    public string CacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "pathalign-objects");

    /// <summary>The size limit of the cache in GiB; above it, the least recently used files are removed.</summary>
    [Range(0.001, 100_000)]
    public double CacheGigabytes { get; set; } = 20;

    /// <summary>The part size of uploads in MiB; files of at least this size use a multipart upload.</summary>
    [Range(5, 512)]
    public int PartMegabytes { get; set; } = 16;

    /// <summary>The time-out for a silent server, in seconds.</summary>
    [Range(0.1, 600)]
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>Maximum number of attempts per request.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 4;

    internal int PartBytes => PartMegabytes << 20;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>The bucket's address, without the secret.</summary>
    public override string ToString() => $"{Endpoint}/{Bucket}";
}

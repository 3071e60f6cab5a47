using System.ComponentModel.DataAnnotations;

namespace PathAlign.Storage.S3;

/// <summary>Where the objects are.</summary>
public sealed record S3Options
{
    /// <summary>Where the settings stand.</summary>
    public const string Section = "S3";

    /// <summary>The server as the services reach it, such as <c>https://minio:9000</c>.</summary>
    [Required]
    public string Endpoint { get; set; } = "";

    /// <summary>
    /// The server as programs outside the cluster reach it, which then fetch weights and reports there by presigned
    /// addresses; null when they do not.
    /// </summary>
    public string? PublicEndpoint { get; set; }

    /// <summary>The region that requests are signed for.</summary>
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
    /// Whether the bucket and its lifecycle are set up at start; false where this user has no right to.
    /// </summary>
    public bool SetUpBucket { get; set; } = true;

    /// <summary>The folder of objects that are needed as local files; processes of one machine may share it.</summary>
    public string CacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "pathalign-objects");

    /// <summary>How large the cache may grow before the files that were used longest ago go, in GiB.</summary>
    [Range(0.001, 100_000)]
    public double CacheGigabytes { get; set; } = 20;

    /// <summary>From this size on a file is sent in parts of this size, in MiB.</summary>
    [Range(5, 512)]
    public int PartMegabytes { get; set; } = 16;

    /// <summary>How long the server may say nothing, in seconds.</summary>
    [Range(0.1, 600)]
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>How often a request is tried.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 4;

    internal int PartBytes => PartMegabytes << 20;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>The bucket's address, without the secret.</summary>
    public override string ToString() => $"{Endpoint}/{Bucket}";
}

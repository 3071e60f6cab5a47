using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Web.Audit;

/// <summary>Something that someone did, chained to the entry before.</summary>
internal sealed record AuditEntry
{
    /// <summary>What the first entry follows.</summary>
    internal static string Origin { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>From 1, without a gap.</summary>
    public required long Number { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long At { get; init; }

    public required string Who { get; init; }

    public required string What { get; init; }

    /// <summary>To whom or what it was done.</summary>
    public string? Subject { get; init; }

    /// <summary>The hash of the entry before.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 of all the rest, in hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    internal string Id => Number.ToString("d12", CultureInfo.InvariantCulture);

    internal string ComputeHash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Number, At, Who, What, Subject, Previous))));
}

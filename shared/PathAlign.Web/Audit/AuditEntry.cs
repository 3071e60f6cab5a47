using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Web.Audit;

/// <summary>An action of a user, chained to the previous entry.</summary>
internal sealed record AuditEntry
{
    /// <summary>The previous hash of the first entry.</summary>
    internal static string Origin { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>The number of the entry: from 1, without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long At { get; init; }

    public required string Who { get; init; }

    public required string What { get; init; }

    /// <summary>The person or object that the action changed.</summary>
    public string? Subject { get; init; }

    /// <summary>The hash of the previous entry.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 of all other fields, in hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    internal string Id => Number.ToString("d12", CultureInfo.InvariantCulture);

    internal string ComputeHash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Number, At, Who, What, Subject, Previous))));
}

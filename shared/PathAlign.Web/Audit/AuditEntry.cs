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

    /// <summary>What <see cref="Hash"/> is computed with.</summary>
    public AuditSeal Seal { get; init; }

    /// <summary>HMAC-SHA-256 of all other fields under the seal's key, in hexadecimal digits; SHA-256 without a key.
    /// </summary>
    public string Hash { get; init; } = "";

    internal string Id => Number.ToString("d12", CultureInfo.InvariantCulture);

    /// <param name="key">The seal's key; null without one.</param>
    internal string ComputeHash(byte[]? key)
    {
        var text = string.Join('\n', Number, At, Who, What, Subject, Previous);
        return Convert.ToHexStringLower(
            key is null
                ? SHA256.HashData(Encoding.UTF8.GetBytes(text))
                : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{text}\n{Seal}")));
    }
}

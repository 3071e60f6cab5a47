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

    /// <summary>Which of the keys in the settings it is; null for another seal.</summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// Random digits in the hash. Without them nobody can confirm by the hash who was named in an erased entry; entries
    /// of versions before 0.3 have none.
    /// </summary>
    public string? Salt { get; init; }

    /// <summary>The erasures of people that changed it, the latest last; null if none did.</summary>
    public IReadOnlyList<AuditErasure>? Erased { get; init; }

    /// <summary>HMAC-SHA-256 of all other fields under the seal's key, in hexadecimal digits; SHA-256 without a key.
    /// </summary>
    public string Hash { get; init; } = "";

    internal string Id => Number.ToString("d12", CultureInfo.InvariantCulture);

    /// <param name="key">The seal's key; null without one.</param>
    internal string ComputeHash(byte[]? key)
    {
        var text = string.Join('\n', Number, At, Who, What, Subject, Previous);
        if (Salt is not null) text += $"\n{Salt}";
        return Convert.ToHexStringLower(
            key is null
                ? SHA256.HashData(Encoding.UTF8.GetBytes(text))
                : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{text}\n{Seal}")));
    }

    /// <summary>The entry with other names. Its hash stays, so that the chain and the anchors stay valid.</summary>
    /// <param name="who">Who did it, now.</param>
    /// <param name="subject">What the action changed, now.</param>
    /// <param name="pseudonym">The person who was erased.</param>
    /// <param name="seal">The seal of the new content.</param>
    /// <param name="key">The seal's key.</param>
    internal AuditEntry Erase(string who, string? subject, string pseudonym, AuditSeal seal, AuditKey key)
    {
        AuditErasure[] earlier = [.. (Erased ?? []).Where(e => e.Person != pseudonym)];
        var last = new AuditErasure(pseudonym, seal, "", key.Id);
        var erased = this with { Who = who, Subject = subject, Salt = null, Erased = [.. earlier, last] };
        return erased with { Erased = [.. earlier, last with { Mark = erased.ComputeMark(key.Bytes) }] };
    }

    /// <summary>
    /// Seals the content and the kept hash of an entry from which names were erased, and all earlier such seals.
    /// </summary>
    internal string ComputeMark(byte[] key)
    {
        var erasures = Erased ?? [];
        var earlier = erasures.SkipLast(1).Select(e => $"{e.Person} {e.Seal} {e.Mark}");
        var text = string.Join(
            '\n',
            [
                "erased",
                $"{Number}",
                $"{At}",
                Who,
                What,
                Subject,
                Previous,
                Hash,
                .. earlier,
                $"{erasures[^1].Person} {erasures[^1].Seal}",
            ]);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}

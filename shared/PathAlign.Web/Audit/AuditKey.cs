using System.Security.Cryptography;

namespace PathAlign.Web.Audit;

/// <summary>A key that seals entries of the audit log.</summary>
/// <param name="Bytes">The secret.</param>
/// <param name="Id">What entries name it by; null for the stored key, of which there is one.</param>
/// <param name="Number">Its place among the keys of its seal; a later key has a higher one.</param>
internal sealed record AuditKey(byte[] Bytes, string? Id = null, int Number = 0)
{
    private const int IdLength = 16;

    /// <summary>A key in the settings. Its id reveals nothing about it.</summary>
    internal static AuditKey Configured(string base64, int number)
    {
        var bytes = Convert.FromBase64String(base64);
        return new(bytes, Convert.ToHexStringLower(HMACSHA256.HashData(bytes, "audit-key"u8))[..IdLength], number);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Storage.Documents;

/// <summary>Ids and orders derived from what they stand for, so that a repeat finds the same again.</summary>
public static class Fingerprint
{
    /// <summary>32 hexadecimal digits of the parts' SHA-256. No part may hold a line break.</summary>
    public static string Of(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));

    /// <summary>32 hexadecimal digits of the bytes' SHA-256.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
}

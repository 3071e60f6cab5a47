using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Storage.Documents;

/// <summary>Derives ids and orders from their inputs, so that a repeat gets the same ones.</summary>
public static class Fingerprint
{
    /// <summary>32 hexadecimal digits of the parts' SHA-256. No part may contain a line break.</summary>
    public static string Of(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));

    /// <summary>32 hexadecimal digits of the bytes' SHA-256.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));
}

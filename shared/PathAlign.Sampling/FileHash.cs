using System.Security.Cryptography;

namespace PathAlign.Sampling;

/// <summary>Hashes weight files.</summary>
public static class FileHash
{
    /// <summary>The SHA-256 of a file, in lower-case hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var bytes = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}

using System.Globalization;
using System.Security.Cryptography;

namespace PathAlign.Web.Access;

/// <summary>
/// Hashes passwords for storage: PBKDF2 with HMAC-SHA512 (RFC 8018) and a salt per password; the number of iterations
/// is stored with it.
/// </summary>
internal static class Passwords
{
    internal const int MinLength = 10, MaxLength = 256;

    private const string Scheme = "pbkdf2-sha512";
    private const int Iterations = 220_000;   // OWASP's password storage cheat sheet asks for 210,000
    private const int SaltBytes = 16, HashBytes = 64;

    private static readonly string Nobody = Format(new byte[SaltBytes], new byte[HashBytes]);

    /// <summary>The text to store.</summary>
    /// <exception cref="ArgumentException">The password is too short or too long.</exception>
    internal static string Hash(string password)
    {
        Check(password);
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Format(salt, Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashBytes));
    }

    /// <exception cref="ArgumentException">The password is too short or too long.</exception>
    internal static void Check(string password)
    {
        if (!MayBe(password))
            throw new ArgumentException(
                $"password: expected {MinLength} to {MaxLength} characters, got {password.Length}", nameof(password));
    }

    /// <summary>Whether the length is one that passwords have; others need no check.</summary>
    internal static bool MayBe(string password) => password.Length is >= MinLength and <= MaxLength;

    /// <summary>
    /// Whether the password is right. If none is stored, the check takes the same time: see <see
    /// cref="PasswordChecks"/>.
    /// </summary>
    internal static bool Matches(string? stored, string password)
    {
        var parts = (stored ?? Nobody).Split('$');
        var (iterations, salt, hash) = (
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            Convert.FromHexString(parts[2]),
            Convert.FromHexString(parts[3]));
        var given = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, hash.Length);
        return CryptographicOperations.FixedTimeEquals(hash, given) && stored is not null;
    }

    private static string Format(byte[] salt, byte[] hash) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${Iterations}${Convert.ToHexStringLower(salt)}${Convert.ToHexStringLower(hash)}");
}

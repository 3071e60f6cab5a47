using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PathAlign.Web.Access;

/// <summary>
/// Codes that sign a person in once. They are kept in memory: only people who can read the program's output can sign
/// in.
/// </summary>
public sealed class SignInCodes(TimeProvider time)
{
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";   // no letters that look alike
    private const int Length = 12, LongestCode = 64;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, (string Name, DateTimeOffset Until)> _codes = new();

    /// <summary>Raised when a code was used, with the name that it signed in.</summary>
    public event Action<string>? Used;

    /// <summary>A new code, as ABCD-EFGH-JKMN.</summary>
    /// <param name="name">The name of the person that it signs in.</param>
    public string New(string name)
    {
        var code = string.Join(
            '-',
            new string(RandomNumberGenerator.GetItems<char>(Letters, Length)).Chunk(4)
                .Select(part => new string(part)));
        _codes[code] = (name, time.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>Whether the text has a length that codes have, with some spaces around it.</summary>
    internal static bool MayBe(string code) => code.Length <= LongestCode;

    /// <summary>The name that the code signs in; null if the code is unknown, used or too old.</summary>
    internal string? Use(string code)
    {
        if (!_codes.TryRemove(code.Trim().ToUpperInvariant(), out var found) || found.Until < time.GetUtcNow())
            return null;
        Used?.Invoke(found.Name);
        return found.Name;
    }
}

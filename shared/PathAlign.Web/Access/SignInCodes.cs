using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PathAlign.Web.Access;

/// <summary>
/// Codes that sign a person in once. They live in memory: whoever can read the program's output may sign in, nobody
/// else.
/// </summary>
public sealed class SignInCodes(TimeProvider time)
{
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";   // none that is taken for another
    private const int Length = 12;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<string, (string Name, DateTimeOffset Until)> _codes = new();

    /// <summary>Tells of a code that was used, by the name it was for.</summary>
    public event Action<string>? Used;

    /// <summary>A new code, as ABCD-EFGH-JKMN.</summary>
    /// <param name="name">Whom it signs in.</param>
    public string New(string name)
    {
        var code = string.Join(
            '-',
            new string(RandomNumberGenerator.GetItems<char>(Letters, Length)).Chunk(4)
                .Select(part => new string(part)));
        _codes[code] = (name, time.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>Whom the code signs in; null when there is no such code, or it was used or is too old.</summary>
    internal string? Use(string code)
    {
        if (!_codes.TryRemove(code.Trim().ToUpperInvariant(), out var found) || found.Until < time.GetUtcNow())
            return null;
        Used?.Invoke(found.Name);
        return found.Name;
    }
}

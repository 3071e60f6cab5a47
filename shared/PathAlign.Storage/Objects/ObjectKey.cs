using System.Text.RegularExpressions;

namespace PathAlign.Storage.Objects;

/// <summary>
/// The form of an object's key: <c>kind/ab/abcdef….extension</c>, where abcdef… is the SHA-256 of its content.
/// </summary>
public static partial class ObjectKey
{
    /// <summary>The key of content with this hash.</summary>
    /// <param name="kind">Lower-case letters and hyphens, at most 32.</param>
    /// <param name="extension">Lower-case letters and digits, at most 16.</param>
    /// <param name="sha256">32 bytes.</param>
    /// <exception cref="ArgumentException">The kind or the extension breaks its rule.</exception>
    public static string Of(string kind, string extension, ReadOnlySpan<byte> sha256)
    {
        CheckParts(kind, extension);
        var hash = Convert.ToHexStringLower(sha256);
        return Check($"{kind}/{hash[..2]}/{hash}.{extension}");
    }

    /// <summary>Returns the key if it has this form; such a key cannot lead out of the store.</summary>
    /// <exception cref="ArgumentException">It has another form.</exception>
    public static string Check(string key)
    {
        if (IsKey(key)) return key!;
        throw new ArgumentException(
            $"expected an object key like images/ab/ab12….png, found '{(key?.Length > 128 ? key[..128] + "…" : key)}'");
    }

    /// <summary>Whether the text has this form.</summary>
    public static bool IsKey(string? text)
    {
        var match = Form().Match(text ?? "");
        return match.Success && match.Groups["hash"].ValueSpan.StartsWith(match.Groups["prefix"].ValueSpan);
    }

    /// <summary>The hash that the key names, 64 lower-case hexadecimal digits.</summary>
    /// <exception cref="ArgumentException">The key has another form.</exception>
    public static string HashOf(string key) => Form().Match(Check(key)).Groups["hash"].Value;

    /// <summary>Checks the parts of a key.</summary>
    /// <exception cref="ArgumentException">The kind or the extension breaks its rule.</exception>
    public static void CheckParts(string kind, string extension)
    {
        if (!Kind().IsMatch(kind ?? ""))
            throw new ArgumentException(
                $"expected a kind of lower-case letters and hyphens, at most 32, found '{kind}'");
        if (!Extension().IsMatch(extension ?? ""))
            throw new ArgumentException(
                $"expected an extension of lower-case letters and digits, at most 16, found '{extension}'");
    }

    [GeneratedRegex(@"\A[a-z][a-z-]{0,31}/(?<prefix>[0-9a-f]{2})/(?<hash>[0-9a-f]{64})\.[a-z0-9]{1,16}\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A[a-z][a-z-]{0,31}\z")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\A[a-z0-9]{1,16}\z")]
    private static partial Regex Extension();
}

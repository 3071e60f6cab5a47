using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Access;

/// <summary>Who may use the API, by key.</summary>
public sealed class RaterRegistry(IDocumentStore store)
{
    private const int SecretBytes = 32;

    /// <summary>
    /// Registers a name and returns its key, which is shown this once. A name that is there with the same role and kind gets a
    /// new key, and the old one ends.
    /// </summary>
    /// <param name="name">1 to 64 lower-case letters, digits and hyphens; ratings bear it.</param>
    /// <param name="role">What the key allows.</param>
    /// <param name="kind">Whether a person or a program holds it.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">Another sort of name, or one that is taken in another role or kind.</exception>
    public async Task<string> RegisterAsync(string name, RaterRole role, RaterKind kind, CancellationToken cancel = default)
    {
        var key = $"{name}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        await RegisterAsync(name, key, role, kind, cancel);
        return key;
    }

    /// <summary>Registers a name under a key that is known already: the name, a full stop and a secret.</summary>
    internal async Task RegisterAsync(string name, string key, RaterRole role, RaterKind kind, CancellationToken cancel)
    {
        if (!Names.IsName(name)) throw new ArgumentException($"rater: expected a name of 1 to 64 lower-case letters, digits and hyphens, got '{name}'", nameof(name));
        await FeedbackCollections.EnsureAsync(store, cancel);
        var rater = new Rater { Name = name, Role = role, Kind = kind, KeySha256 = Hash(key) };
        if (await store.AddAsync(FeedbackCollections.Raters, name, rater, cancel)) return;
        if (await store.ChangeAsync<Rater>(FeedbackCollections.Raters, name, there => there.Role == role && there.Kind == kind ? rater : null, cancel) is null)
            throw new ArgumentException($"rater '{name}': expected role {role} and kind {kind} as registered before, found another", nameof(name));
    }

    /// <summary>Whose key it is; null when it is nobody's.</summary>
    internal async Task<Rater?> FindAsync(string key, CancellationToken cancel)
    {
        var name = key.Split('.', 2)[0];
        var rater = Names.IsName(name) ? await store.ReadAsync<Rater>(FeedbackCollections.Raters, name, cancel) : null;
        var expected = rater?.KeySha256 ?? new string('0', 2 * SHA256.HashSizeInBytes);   // an unknown name takes as long
        var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(Hash(key)));
        return same ? rater : null;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

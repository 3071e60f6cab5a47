using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Storage.Documents;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// Who may use the service: programs by key, people by password or by a code that a program showed them.
/// </summary>
public sealed class RaterRegistry(IDocumentStore store)
{
    private const int SecretBytes = 32;

    /// <summary>
    /// Registers a name and returns its key, which is shown this once. A name that is there with the same role and kind
    /// gets a new key, and the old one ends.
    /// </summary>
    /// <param name="name">1 to 64 lower-case letters, digits and hyphens; ratings bear it.</param>
    /// <param name="role">What the key allows.</param>
    /// <param name="kind">Whether a person or a program holds it.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">Another sort of name, or one that is taken in another role or
    /// kind.</exception>
    public async Task<string> RegisterAsync(
        string name, RaterRole role, RaterKind kind, CancellationToken cancel = default)
    {
        var key = $"{name}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";
        await RegisterAsync(name, key, role, kind, cancel);
        return key;
    }

    /// <summary>Registers a name under a key that is known already: the name, a full stop and a secret.</summary>
    internal Task RegisterAsync(string name, string key, RaterRole role, RaterKind kind, CancellationToken cancel) =>
        PutAsync(name, role, kind, rater => rater with { KeySha256 = Hash(key) }, cancel);

    /// <summary>Makes sure that a person of that name is there. Key and password stay as they are.</summary>
    /// <exception cref="ArgumentException">Another sort of name, or one that is taken in another role or by a
    /// program.</exception>
    public Task EnsurePersonAsync(string name, RaterRole role, CancellationToken cancel = default) =>
        PutAsync(name, role, RaterKind.Human, rater => rater, cancel);

    /// <summary>Gives a person a password; a person who is not there yet is registered.</summary>
    /// <exception cref="ArgumentException">Another sort of name, one that is taken in another role or by a program, or
    /// a password of fewer than 10 or more than 256 characters.</exception>
    public Task SetPasswordAsync(string name, RaterRole role, string password, CancellationToken cancel = default)
    {
        var hash = Passwords.Hash(password);
        return PutAsync(name, role, RaterKind.Human, rater => rater with { PasswordHash = hash }, cancel);
    }

    /// <summary>
    /// The person whom an organisation's provider vouches for, in the role that they have there now. Null when the name
    /// belongs to somebody else: to another subject, or to an account of this service's own, which no provider takes
    /// over.
    /// </summary>
    internal async Task<Rater?> EnsureSubjectAsync(
        string name, RaterRole role, string subject, CancellationToken cancel)
    {
        await AccessCollections.EnsureAsync(store, cancel);
        var known = new Rater { Name = name, Role = role, Kind = RaterKind.Human, Subject = subject };
        if (await store.AddAsync(AccessCollections.Raters, name, known, cancel)) return known;
        if (await NamedAsync(name, cancel) is not { } there || there.Subject != subject) return null;
        return there.Role == role
            ? there
            : await store.ChangeAsync<Rater>(AccessCollections.Raters, name, r => r with { Role = role }, cancel);
    }

    /// <summary>Whether it is a name that can be registered.</summary>
    public static bool IsName(string text) => Names.IsName(text);

    /// <summary>Whose key it is; null when it is nobody's.</summary>
    internal async Task<Rater?> FindAsync(string key, CancellationToken cancel)
    {
        var rater = await NamedAsync(key.Split('.', 2)[0], cancel);
        // an unknown name takes as long
        var expected = rater?.KeySha256 ?? new string('0', 2 * SHA256.HashSizeInBytes);
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(Hash(key)));
        return same ? rater : null;
    }

    /// <summary>Who it is, if the password is theirs.</summary>
    internal async Task<Rater?> FindAsync(string name, string password, CancellationToken cancel)
    {
        var rater = await NamedAsync(name, cancel);
        return await Passwords.MatchesAsync(rater?.PasswordHash, password, cancel) ? rater : null;
    }

    internal async Task<Rater?> NamedAsync(string name, CancellationToken cancel) =>
        Names.IsName(name) ? await store.ReadAsync<Rater>(AccessCollections.Raters, name, cancel) : null;

    private async Task PutAsync(
        string name, RaterRole role, RaterKind kind, Func<Rater, Rater> change, CancellationToken cancel)
    {
        if (!Names.IsName(name))
            throw new ArgumentException(
                $"rater: expected a name of 1 to 64 lower-case letters, digits and hyphens, got '{name}'",
                nameof(name));
        await AccessCollections.EnsureAsync(store, cancel);
        if (
            await store.AddAsync(
                AccessCollections.Raters, name, change(new Rater { Name = name, Role = role, Kind = kind }), cancel))
            return;
        if (
            await store.ChangeAsync<Rater>(
                AccessCollections.Raters,
                name,
                there => there.Role == role && there.Kind == kind ? change(there) : null,
                cancel) is null)
            throw new ArgumentException(
                $"rater '{name}': expected the registered role and kind, found role {role} and kind {kind}",
                nameof(name));
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

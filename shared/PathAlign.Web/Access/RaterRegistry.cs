using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts;
using PathAlign.Storage.Documents;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// The registered users of the service: programs use a key, people a password or a code that a program showed them.
/// </summary>
public sealed class RaterRegistry(IDocumentStore store)
{
    private const int SecretBytes = 32;

    private readonly DocumentCollection<Rater> _raters = new(store, AccessCollections.Raters);

    /// <summary>
    /// Registers a name and returns its key, which is shown only once. A registered name with the same role and kind
    /// gets a new key, and the old key becomes invalid.
    /// </summary>
    /// <param name="name">1 to 64 lower-case letters, digits and hyphens; ratings carry it.</param>
    /// <param name="role">What the key allows.</param>
    /// <param name="kind">Whether a person or a program holds it.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or kind.</exception>
    public async Task<string> RegisterAsync(
        string name, RaterRole role, RaterKind kind, CancellationToken cancel = default)
    {
        var key = NewKey(name);
        await RegisterAsync(name, key, role, kind, cancel);
        return key;
    }

    /// <summary>Registers a free name and returns its key; null if the name is taken.</summary>
    internal async Task<string?> AddAsync(string name, RaterRole role, RaterKind kind, CancellationToken cancel)
    {
        var key = NewKey(name);
        var rater = new Rater { Name = name, Role = role, Kind = kind, KeySha256 = Hash(key) };
        return await _raters.AddAsync(name, rater, cancel) ? key : null;
    }

    /// <summary>A key that nobody else knows: the name, a full stop and a secret.</summary>
    internal static string NewKey(string name) =>
        $"{name}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Registers a name with a given key: the name, a full stop and a secret.</summary>
    internal Task<Rater> RegisterAsync(
        string name, string key, RaterRole role, RaterKind kind, CancellationToken cancel) =>
        PutAsync(name, role, kind, rater => rater with { KeySha256 = Hash(key) }, cancel);

    /// <summary>Registers a person with this name if missing. Key and password do not change.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or for a
    /// program.</exception>
    public Task EnsurePersonAsync(string name, RaterRole role, CancellationToken cancel = default) =>
        PutAsync(name, role, RaterKind.Human, rater => rater, cancel);

    /// <summary>Sets a person's password; registers the person if missing.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or for a program; or the
    /// password has fewer than 10 or more than 256 characters.</exception>
    public Task SetPasswordAsync(string name, RaterRole role, string password, CancellationToken cancel = default) =>
        ChangePasswordAsync(name, role, password, cancel);

    /// <summary>The same; returns the person. The sessions that the person has end.</summary>
    internal Task<Rater> ChangePasswordAsync(string name, RaterRole role, string password, CancellationToken cancel)
    {
        var hash = Passwords.Hash(password);
        return PutAsync(
            name,
            role,
            RaterKind.Human,
            rater => rater with { PasswordHash = hash, Generation = rater.Generation + 1 },
            cancel);
    }

    /// <summary>Changes a registered user; null if the name is unknown.</summary>
    internal Task<Rater?> ChangeAsync(string name, Func<Rater, Rater> change, CancellationToken cancel) =>
        _raters.UpdateAsync(name, change, cancel);

    /// <summary>A page of the registered users, by name.</summary>
    /// <exception cref="InvalidCursorException">The cursor does not belong to this list.</exception>
    internal Task<StoredPage<Rater>> PageAsync(int count, string? after, CancellationToken cancel) =>
        _raters.PageAsync(new DocumentQuery([], PageSize: count, After: after), cancel);

    /// <summary>
    /// The person whom an organisation's provider has authenticated, with the current role there. Null if the name
    /// belongs to another subject, or to an account of this service, which a provider cannot take over. The result may
    /// be disabled.
    /// </summary>
    internal async Task<Rater?> EnsureSubjectAsync(
        string name, RaterRole role, string subject, CancellationToken cancel)
    {
        var known = new Rater { Name = name, Role = role, Kind = RaterKind.Human, Subject = subject };
        if (await _raters.AddAsync(name, known, cancel)) return known;
        if (await NamedAsync(name, cancel) is not { } there || there.Subject != subject) return null;
        return there.Role == role || there.Disabled
            ? there
            : await _raters.UpdateAsync(name, r => r with { Role = role }, cancel);
    }

    /// <summary>Whether the text is a valid name.</summary>
    public static bool IsName(string text) => NameRule.IsName(text);

    /// <summary>The owner of a session; null if an operator or a new password has ended it.</summary>
    internal async Task<Rater?> OwnerAsync(Session session, CancellationToken cancel) =>
        await NamedAsync(session.Rater, cancel) is { Disabled: false } rater && rater.Generation == session.Generation
            ? rater
            : null;

    /// <summary>The owner of the key; null if the key is unknown or its owner may not use it.</summary>
    internal async Task<Rater?> FindAsync(string key, CancellationToken cancel)
    {
        var rater = await NamedAsync(key.Split('.', 2)[0], cancel);
        // an unknown name takes the same time
        var expected = rater?.KeySha256 ?? new string('0', 2 * SHA256.HashSizeInBytes);
        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(Hash(key)));
        return same && rater is { MayUseSecrets: true } ? rater : null;
    }

    internal async Task<Rater?> NamedAsync(string name, CancellationToken cancel) =>
        NameRule.IsName(name) ? await _raters.GetAsync(name, cancel) : null;

    /// <summary>The registered user; null if the name is free.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or kind, or by a
    /// provider.</exception>
    internal async Task<Rater?> RequireAsync(string name, RaterRole role, RaterKind kind, CancellationToken cancel)
    {
        if (!NameRule.IsName(name))
            throw new ArgumentException(
                $"rater: expected a name of 1 to 64 lower-case letters, digits and hyphens, got '{name}'",
                nameof(name));
        var there = await NamedAsync(name, cancel);
        return there is null || Fits(there, role, kind) ? there : throw Misfit(name, role, kind);
    }

    private async Task<Rater> PutAsync(
        string name, RaterRole role, RaterKind kind, Func<Rater, Rater> change, CancellationToken cancel)
    {
        await RequireAsync(name, role, kind, cancel);
        var known = new Rater { Name = name, Role = role, Kind = kind };
        return await _raters.PutAsync(
            name, there => Fits(there ?? known, role, kind) ? change(there ?? known) : null, cancel)
                ?? throw Misfit(name, role, kind);
    }

    private static bool Fits(Rater there, RaterRole role, RaterKind kind) =>
        there.Role == role && there.Kind == kind && there.Subject is null;

    private static ArgumentException Misfit(string name, RaterRole role, RaterKind kind) =>
        new(
            $"rater '{name}': expected the registered role and kind and no person of a provider, found role {role} " +
                $"and kind {kind}",
            nameof(name));

    internal static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

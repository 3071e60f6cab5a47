using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>Changes of people and keys. Each is in the audit log before it takes effect.</summary>
public sealed class Accounts(RaterRegistry registry, AuditLog audit)
{
    /// <summary>
    /// Registers a new name and returns its key, which is shown only once. Only a program that rates may be registered
    /// again: it gets a new key. Returns null if the name belongs to somebody, who then keeps the key.
    /// </summary>
    /// <param name="who">Who does it.</param>
    /// <param name="name">1 to 64 lower-case letters, digits and hyphens; ratings carry it.</param>
    /// <param name="role">What the key allows.</param>
    /// <param name="kind">Whether a person or a program holds it.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or kind.</exception>
    public async Task<string?> RegisterAsync(
        string who, string name, RaterRole role, RaterKind kind, CancellationToken cancel = default)
    {
        var there = await registry.RequireAsync(name, role, kind, cancel);
        if (there is { Kind: not RaterKind.Simulated }) return null;
        await audit.AppendAsync(who, there is null ? "user-registered" : "key-replaced", $"{name}:{role}", cancel);
        if (kind == RaterKind.Simulated) return await registry.RegisterAsync(name, role, kind, cancel);
        var key = await registry.AddAsync(name, role, kind, cancel);
        // another operator was quicker, and the log already says that this one registered the name
        if (key is null) await audit.AppendAsync(who, "name-taken", $"{name}:{role}", cancel);
        return key;
    }

    /// <summary>Registers a person with this name if missing. Key and password do not change.</summary>
    /// <exception cref="ArgumentException">The name is invalid, or registered in another role or for a
    /// program.</exception>
    public async Task EnsurePersonAsync(string who, string name, RaterRole role, CancellationToken cancel = default)
    {
        if (await registry.RequireAsync(name, role, RaterKind.Human, cancel) is not null) return;
        await audit.AppendAsync(who, "user-registered", $"{name}:{role}", cancel);
        await registry.EnsurePersonAsync(name, role, cancel);
    }

    /// <summary>
    /// Sets a person's password and ends the person's sessions; registers the person if missing.
    /// </summary>
    /// <exception cref="ArgumentException">The name is invalid, registered in another role, for a program or by a
    /// provider; or the password has fewer than 10 or more than 256 characters.</exception>
    public Task SetPasswordAsync(
        string who, string name, RaterRole role, string password, CancellationToken cancel = default) =>
        ChangePasswordAsync(who, name, role, password, cancel);

    /// <summary>The same; returns the person.</summary>
    internal async Task<Rater> ChangePasswordAsync(
        string who, string name, RaterRole role, string password, CancellationToken cancel)
    {
        Passwords.Check(password);
        await registry.RequireAsync(name, role, RaterKind.Human, cancel);
        await audit.AppendAsync(who, "password-set", $"{name}:{role.ToString().ToLowerInvariant()}", cancel);
        return await registry.ChangePasswordAsync(name, role, password, cancel);
    }

    /// <summary>
    /// Replaces a user's key and returns the new one, which is shown only once; null if the name is unknown or belongs
    /// to a person of a provider, who has no key.
    /// </summary>
    public async Task<string?> ReplaceKeyAsync(string who, string name, CancellationToken cancel = default)
    {
        if (await registry.NamedAsync(name, cancel) is not { Subject: null }) return null;
        await audit.AppendAsync(who, "key-replaced", name, cancel);
        var key = RaterRegistry.NewKey(name);
        await registry.ChangeAsync(name, r => r with { KeySha256 = RaterRegistry.Hash(key) }, cancel);
        return key;
    }

    /// <summary>
    /// Keeps a user out from now on: neither key, password, code, provider nor session lets the user in. Returns false
    /// if the name is unknown.
    /// </summary>
    public Task<bool> DisableAsync(string who, string name, CancellationToken cancel = default) => ChangeAsync(
        who, "user-disabled", name, r => r with { Disabled = true, Generation = r.Generation + 1 }, cancel);

    /// <summary>Lets a disabled user in again. Returns false if the name is unknown.</summary>
    public Task<bool> EnableAsync(string who, string name, CancellationToken cancel = default) =>
        ChangeAsync(who, "user-enabled", name, r => r with { Disabled = false }, cancel);

    /// <summary>Ends all sessions of a person. Returns false if the name is unknown.</summary>
    public Task<bool> EndSessionsAsync(string who, string name, CancellationToken cancel = default) =>
        ChangeAsync(who, "sessions-ended", name, r => r with { Generation = r.Generation + 1 }, cancel);

    /// <summary>A page of the registered users, by name.</summary>
    /// <exception cref="InvalidCursorException">The cursor does not belong to this list.</exception>
    public async Task<AccountPage> PageAsync(int count, string? after = null, CancellationToken cancel = default)
    {
        var page = await registry.PageAsync(count, after, cancel);
        return new AccountPage([.. page.Values.Select(Account.Of)], page.Next);
    }

    private async Task<bool> ChangeAsync(
        string who, string what, string name, Func<Rater, Rater> change, CancellationToken cancel)
    {
        if (await registry.NamedAsync(name, cancel) is null) return false;
        await audit.AppendAsync(who, what, name, cancel);
        return await registry.ChangeAsync(name, change, cancel) is not null;
    }
}

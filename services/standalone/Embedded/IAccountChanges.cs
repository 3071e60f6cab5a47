using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>Changes of accounts: in a home that this process opens, or by a server's API.</summary>
internal interface IAccountChanges : IAsyncDisposable
{
    Task SetPasswordAsync(string name, RaterRole role, string password, CancellationToken cancel);

    /// <summary>Returns false if the name is unknown.</summary>
    Task<bool> DisableAsync(string name, CancellationToken cancel);

    /// <summary>Returns false if the name is unknown.</summary>
    Task<bool> EnableAsync(string name, CancellationToken cancel);

    /// <summary>Returns false if the name is unknown.</summary>
    Task<bool> EndSessionsAsync(string name, CancellationToken cancel);

    /// <summary>The new key; null if the name is unknown or belongs to a person of a provider.</summary>
    Task<string?> ReplaceKeyAsync(string name, CancellationToken cancel);
}

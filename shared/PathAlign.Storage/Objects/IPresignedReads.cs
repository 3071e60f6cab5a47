namespace PathAlign.Storage.Objects;

/// <summary>
/// Object stores that clients can read by address, without a service in between. Files have no addresses, so this is a
/// separate service, which may be missing.
/// </summary>
public interface IPresignedReads
{
    /// <summary>
    /// Whether the settings name the store's address for clients; otherwise only services can use the addresses.
    /// </summary>
    bool IsPublic { get; }

    /// <summary>An address at which anyone who knows it can read this object, for a limited time.</summary>
    /// <param name="key">The object.</param>
    /// <param name="lifetime">Above 0, at most one day.</param>
    /// <exception cref="ArgumentException">The key has another form, or the lifetime is out of range.</exception>
    Uri ReadAddress(string key, TimeSpan lifetime);
}

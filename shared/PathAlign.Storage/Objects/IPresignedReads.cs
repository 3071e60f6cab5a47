namespace PathAlign.Storage.Objects;

/// <summary>
/// Object stores that can be read by address, without passing through a service. Files cannot; so this is a service of
/// its own, which may be missing.
/// </summary>
public interface IPresignedReads
{
    /// <summary>
    /// Whether the store says where clients reach it; otherwise its addresses are for services alone.
    /// </summary>
    bool IsPublic { get; }

    /// <summary>An address that anyone who has it may read the object at, for some time, and nothing else.</summary>
    /// <param name="key">The object.</param>
    /// <param name="lifetime">More than nothing, at most a day.</param>
    /// <exception cref="ArgumentException">The key has another form, or the lifetime is out of range.</exception>
    Uri ReadAddress(string key, TimeSpan lifetime);
}

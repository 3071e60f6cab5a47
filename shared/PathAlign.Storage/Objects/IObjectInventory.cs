namespace PathAlign.Storage.Objects;

/// <summary>
/// What retention and erasure need of an object store: the list of all objects, and their removal. It is a separate
/// interface, so that code which only stores and reads objects cannot remove any.
/// </summary>
public interface IObjectInventory
{
    /// <summary>All objects, in any order. An object that comes or goes meanwhile may be listed or not.</summary>
    IAsyncEnumerable<HeldObject> ListAsync(CancellationToken cancel = default);

    /// <summary>
    /// Removes an object. When the call returns, a power cut does not bring it back. Safe to repeat. Returns whether it
    /// was there and was removed.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="putBefore">Removes it only if its last put was before this time; null for any time.</param>
    /// <param name="cancel">Stops.</param>
    Task<bool> DeleteAsync(string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default);
}

/// <summary>An object in the list of a store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="PutAt">The time of its last put: a put of the same content begins its age again, so that a sweep does
/// not remove what somebody is about to refer to.</param>
public readonly record struct HeldObject(string Key, long Bytes, DateTimeOffset PutAt);

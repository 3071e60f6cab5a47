namespace PathAlign.Storage;

/// <summary>
/// A store that is away, overloaded or changing its primary: trying again later can help. Whether a write that ends so
/// was done is open; every write may be repeated.
/// </summary>
public sealed class StoreUnavailableException(string what, Exception? cause = null) : Exception(what, cause);

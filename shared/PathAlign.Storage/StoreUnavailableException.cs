namespace PathAlign.Storage;

/// <summary>
/// A store is unavailable, overloaded or changing its primary: a later retry can succeed. A write that fails this way
/// may have been executed or not; every write may be repeated.
/// </summary>
public sealed class StoreUnavailableException(string what, Exception? cause = null) : Exception(what, cause);

namespace PathAlign.Storage;

/// <summary>
/// A store rejects the request: missing rights, wrong credentials, an unknown command. Retries fail until somebody
/// changes that.
/// </summary>
public sealed class StoreRefusedException(string what, Exception? cause = null) : Exception(what, cause);

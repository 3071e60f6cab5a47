namespace PathAlign.Storage;

/// <summary>
/// A store that answers, and says no: missing rights, wrong credentials, a command it does not know. Trying again
/// cannot help before somebody changes that.
/// </summary>
public sealed class StoreRefusedException(string what, Exception? cause = null) : Exception(what, cause);

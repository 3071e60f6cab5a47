namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Work that fails however often it is tried: a broken input, an impossible setting. It is parked with this reason.
/// </summary>
public sealed class PermanentFailureException(string reason, Exception? cause = null) : Exception(reason, cause);

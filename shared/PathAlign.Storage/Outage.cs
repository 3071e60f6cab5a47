namespace PathAlign.Storage;

/// <summary>Recognises temporary failures of the environment: an unavailable store, a full disk.</summary>
public static class Outage
{
    private const int NoSpace = 28, OverQuota = 122;   // errno on Linux, as .NET passes it on
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether the same operation can succeed later.</summary>
    public static bool Is(Exception error) =>
        error is StoreUnavailableException or IOException { HResult: NoSpace or OverQuota or WindowsDiskFull };
}

namespace PathAlign.Storage;

/// <summary>
/// Which failures lie in the surroundings and pass by themselves: a store that is away, a disk that is full.
/// </summary>
public static class Outage
{
    private const int NoSpace = 28, OverQuota = 122;   // errno on Linux, as .NET hands it on
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether trying again later can help, whatever was asked for.</summary>
    public static bool Is(Exception error) =>
        error is StoreUnavailableException or IOException { HResult: NoSpace or OverQuota or WindowsDiskFull };
}

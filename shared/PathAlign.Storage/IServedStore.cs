namespace PathAlign.Storage;

/// <summary>A store on a server.</summary>
public interface IServedStore
{
    /// <summary>Returns if the server answers.</summary>
    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    /// <exception cref="StoreRefusedException">The server rejects the request.</exception>
    Task PingAsync(CancellationToken cancel = default);
}

namespace PathAlign.Storage;

/// <summary>A store on a server.</summary>
public interface IServedStore
{
    /// <summary>Comes back when the server answers.</summary>
    /// <exception cref="StoreUnavailableException">It does not.</exception>
    /// <exception cref="StoreRefusedException">It refuses to serve.</exception>
    Task PingAsync(CancellationToken cancel = default);
}

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Where a command makes changes: in a home that it opens, or at a server, which is the process that has the home open
/// or a cluster.
/// </summary>
internal sealed class HomeOrServer : IDisposable
{
    internal HomeOrServer(Home home, ClusterAddress? server) => (Home, Server) = (home, server);

    /// <summary>The home; open only to read if there is a server.</summary>
    internal Home Home { get; }

    /// <summary>The server; null if this process makes the changes.</summary>
    internal ClusterAddress? Server { get; }

    /// <exception cref="Files.InvalidInputException">Another process uses the home and takes no changes.</exception>
    internal static HomeOrServer Open(string path) =>
        Home.TryOpen(path) is { } home ? new HomeOrServer(home, null)
        : RunningServer.Find(path) is { } server ? new HomeOrServer(Home.OpenToRead(path), server)
        : new HomeOrServer(new Home(path), null);   // refuses, or the other process has ended

    public void Dispose() => Home.Dispose();
}

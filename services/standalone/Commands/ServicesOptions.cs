using System.CommandLine;
using PathAlign.Standalone.Cluster;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary>Where the services of a command are: in this process, or in a cluster.</summary>
internal sealed class ServicesOptions
{
    private readonly HomeOption _home = HomeOption.Create();
    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "Address of a cluster that does the work instead of this process",
    };
    private readonly Option<string?> _keyFile = new("--key-file")
    {
        Description =
            $"File with the cluster's operator key; default: the variable {Standalone.ClusterAddress.KeyVariable}",
    };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_home, _cluster, _keyFile]) command.Add(option);
    }

    internal bool Has(string option) => ((Option[])[_home, _cluster, _keyFile]).Any(known => known.Name == option);

    /// <summary>The cluster's address; null for the services of this process.</summary>
    internal string? Cluster(ParseResult parsed) => parsed.GetValue(_cluster);

    /// <summary>The cluster's address and key; null for the services of this process.</summary>
    internal ClusterAddress? ClusterAddress(ParseResult parsed) => parsed.GetValue(_cluster) is { } url
        ? Standalone.ClusterAddress.Read(url, parsed.GetValue(_keyFile))
        : null;

    internal Home Home(ParseResult parsed) => _home.Open(parsed);

    /// <summary>Whether there is a home or a cluster to read from.</summary>
    internal bool Exists(ParseResult parsed) =>
        parsed.GetValue(_cluster) is not null || Directory.Exists(parsed.GetValue(_home));

    /// <summary>For a command that does not create the folder.</summary>
    internal Home ExistingHome(ParseResult parsed) =>
        parsed.GetValue(_cluster) is null ? _home.OpenExisting(parsed) : Home(parsed);

    /// <summary>For a command that only reads, also while another process has the home open.</summary>
    internal Home HomeToRead(ParseResult parsed) => parsed.GetValue(_cluster) is null
        ? _home.OpenToRead(parsed)
        : Embedded.Home.OpenToRead(parsed.GetValue(_home)!);

    /// <summary>For a command that changes something.</summary>
    internal HomeOrServer ExistingToChange(ParseResult parsed) =>
        ClusterToChange(parsed) ?? HomeOrServer.Open(_home.Existing(parsed));

    /// <summary>The same for a command that creates the folder.</summary>
    internal HomeOrServer OpenToChange(ParseResult parsed) =>
        ClusterToChange(parsed) ?? HomeOrServer.Open(parsed.GetValue(_home)!);

    /// <summary>The services of a home or of a server.</summary>
    internal static IRoundServices Open(HomeOrServer home) => home.Server is { } server
        ? new ClusterServices(server, home.Home.Cache)
        : new EmbeddedServices(home.Home);

    internal IRoundServices Open(ParseResult parsed, Home home, bool verbose = false) =>
        ClusterAddress(parsed) is { } cluster
        ? new ClusterServices(cluster, home.Cache)
        : new EmbeddedServices(home, verbose);

    internal IRoundServices Open(
        ParseResult parsed, Home home, People? raters, bool verbose, IRoundDisplay display)
    {
        if (raters is not { } people) return Open(parsed, home, verbose);
        if (parsed.GetValue(_cluster) is { } url)
            throw new ArgumentException(
                $"--cluster: expected none, since people rate on this machine; the cluster serves its own rating app " +
                    $"at {url}");
        return EmbeddedServices.For(people, home, verbose, display.Say);
    }

    private HomeOrServer? ClusterToChange(ParseResult parsed) =>
        ClusterAddress(parsed) is { } cluster ? new HomeOrServer(HomeToRead(parsed), cluster) : null;
}

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
        Description = "The address of a cluster whose services are to do the work, instead of this process",
    };
    private readonly Option<string?> _keyFile = new("--key-file")
    {
        Description = $"A file with the cluster's operator key; {ClusterAddress.KeyVariable} otherwise",
    };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_home, _cluster, _keyFile]) command.Add(option);
    }

    internal Home Home(ParseResult parsed) => _home.Open(parsed);

    /// <summary>For a command that only looks: it leaves no folder where none was.</summary>
    internal Home ExistingHome(ParseResult parsed) =>
        parsed.GetValue(_cluster) is null ? _home.OpenExisting(parsed) : Home(parsed);

    internal IRoundServices Open(ParseResult parsed, Home home, bool verbose = false) =>
        parsed.GetValue(_cluster) is { } url
        ? new ClusterServices(ClusterAddress.Read(url, parsed.GetValue(_keyFile)), home.Cache)
        : new EmbeddedServices(home, verbose);

    internal IRoundServices Open(ParseResult parsed, Home home, RoundSettings settings, IRoundDisplay display)
    {
        if (settings.People is not { } people) return Open(parsed, home, settings.Verbose);
        if (parsed.GetValue(_cluster) is { } url)
            throw new ArgumentException(
                $"--cluster: expected none where people rate on this machine; a cluster serves the rating app at its " +
                    $"own address, {url}");
        return EmbeddedServices.For(people, home, settings.Verbose, display.Say);
    }
}

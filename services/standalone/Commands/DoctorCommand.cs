using System.CommandLine;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Standalone.Cluster;
using PathAlign.Standalone.Doctor;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign doctor</c>: what is wrong with a home or a cluster, and what to do.</summary>
internal static class DoctorCommand
{
    private const int Fault = 1;

    internal static Command Create()
    {
        var where = new ServicesOptions();
        var command = new Command(
            "doctor",
            "Check a home or a cluster: say in sentences what is wrong and what to do. The exit code is 0 if all is " +
                "well. It changes nothing.");
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.HomeToRead(parsed);
            var findings = where.ClusterAddress(parsed) is { } cluster
                ? await OfClusterAsync(cluster, home, cancel)
                : await OfHomeAsync(home, cancel);
            foreach (var finding in findings) Print(finding);
            var faults = findings.Count(finding => !finding.Ok);
            Console.WriteLine(faults == 0 ? "all is well" : $"{faults} of {findings.Count} checks found a fault");
            return faults == 0 ? 0 : Fault;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> OfHomeAsync(Home home, CancellationToken cancel)
    {
        // before the database is open: a file that is closed elsewhere in the process would lose SQLite's locks
        var own = HomeChecks.Run(home);
        await using var services = new EmbeddedServices(home);
        return [.. own, .. await services.DiagnoseAsync(cancel)];
    }

    private static async Task<IReadOnlyList<Finding>> OfClusterAsync(
        ClusterAddress cluster, Home home, CancellationToken cancel)
    {
        var outside = await ClusterChecks.RunAsync(cluster.Url, cancel);
        if (outside is not [{ Ok: true }, ..]) return outside;
        await using var services = new ClusterServices(cluster, home.Cache);
        return [.. outside, .. await services.DiagnoseAsync(cancel)];
    }

    private static void Print(Finding finding)
    {
        Console.WriteLine($"{(finding.Ok ? "ok" : "FAULT"),-6} {finding.Check,-13} {finding.Found}");
        if (finding.Remedy is not null) Console.WriteLine($"       {"",-13} to do: {finding.Remedy}");
    }
}

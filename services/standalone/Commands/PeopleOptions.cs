using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Commands;

/// <summary>The options of commands whose rounds wait for people.</summary>
internal sealed class PeopleOptions
{
    private const int DefaultPort = 5180;

    private readonly Option<string[]> _as = new("--as")
    {
        Description = "Account that can sign in: NAME or NAME:ROLE; ROLE is rater, reviewer or operator. Repeatable. " +
            "Default: you, as a rater",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "Port of the rating app on 127.0.0.1",
        DefaultValueFactory = _ => DefaultPort,
    };

    internal bool Has(string option) => option == _as.Name || option == _port.Name;

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_as, _port]) command.Add(option);
    }

    /// <param name="parsed">What the user gave.</param>
    /// <param name="rating">When there are enough ratings.</param>
    internal People Read(ParseResult parsed, RatingPlan rating)
    {
        var port = parsed.GetValue(_port);
        if (port is < 1 or > 65535) throw new ArgumentException($"--port: expected 1 to 65535, got {port}");
        var accounts = parsed.GetValue(_as) is { Length: > 0 } given
            ? given.Select(Account).ToList()
            : [(OwnName(), RaterRole.Rater)];
        if (
            rating.DisputeFrom is not null
                && (rating.RatersPerImage < 2 || accounts.All(a => a.Item2 != RaterRole.Reviewer)))
            throw new ArgumentException(
                "--dispute-from: expected --raters-per-image of 2 or more and --as NAME:reviewer; without a " +
                    "reviewer, nobody can decide a dispute");
        return new People(port, accounts);
    }

    /// <summary>NAME or NAME:ROLE.</summary>
    internal static (string Name, RaterRole Role) Account(string text)
    {
        var parts = text.Split(':');
        var role = parts.Length == 1 ? PersonRoles.Rater : parts[1];
        if (parts.Length > 2 || !RaterRegistry.IsName(parts[0]))
            throw new ArgumentException(
                $"account: expected NAME or NAME:ROLE with a name of 1 to 64 lower-case letters, digits and hyphens, " +
                    $"got '{text}'");
        return (
            parts[0],
            PersonRoles.Parse(role)
                ?? throw new ArgumentException(
                    $"account: expected a role of rater, reviewer or operator, got '{role}'"));
    }

    private static string OwnName() =>
        Environment.UserName.ToLowerInvariant() is var name && RaterRegistry.IsName(name) ? name : "rater";
}

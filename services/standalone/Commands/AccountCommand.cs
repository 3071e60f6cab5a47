using System.CommandLine;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Files;
using PathAlign.Standalone.Cluster;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign account</c>: who can sign in to the rating app or call its API.</summary>
internal static class AccountCommand
{
    private const int PageSize = 1000;

    internal static Command Create()
    {
        var account = new Argument<string>("account")
        {
            Description = "NAME or NAME:ROLE; ROLE is rater (the default), reviewer or operator",
        };
        var where = new ServicesOptions();
        var command = new Command(
            "account",
            "Set a person's password for the rating app, or change who can sign in. The command prompts for the " +
                "password or reads standard input. A new password ends the person's sessions.")
            {
                account,
                List(),
                Change("disable", "Keep a person or program out", (accounts, name, cancel) =>
                    accounts.DisableAsync(name, cancel)),
                Change("enable", "Let a disabled person or program in again", (accounts, name, cancel) =>
                    accounts.EnableAsync(name, cancel)),
                Change("end-sessions", "Sign a person out everywhere", (accounts, name, cancel) =>
                    accounts.EndSessionsAsync(name, cancel)),
                Change(
                    "replace-key",
                    "Print a new key of a person or program; the old one stops working",
                    ReplaceAsync),
            };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (name, role) = PeopleOptions.Account(parsed.GetValue(account)!);
            using var home = where.OpenToChange(parsed);
            await using var accounts = Of(home);
            await accounts.SetPasswordAsync(name, role, ReadPassword(name), cancel);
            Console.WriteLine($"{name} can sign in as {role.ToString().ToLowerInvariant()}");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var where = new ServicesOptions();
        var command = new Command("list", "List people and programs.");
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var accounts = where.ClusterAddress(parsed) is { } cluster
                ? await OfClusterAsync(cluster, cancel)
                : await OfHomeAsync(where.HomeToRead(parsed), cancel);
            foreach (var account in accounts) Console.WriteLine(Line(account));
            return 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Account>> OfClusterAsync(ClusterAddress cluster, CancellationToken cancel)
    {
        await using var accounts = new ServerAccounts(cluster);
        return await accounts.ListAsync(cancel);
    }

    private static async Task<IReadOnlyList<Account>> OfHomeAsync(Home home, CancellationToken cancel)
    {
        await using var app = EmbeddedHost.Build(home);
        var found = new List<Account>();
        for (string? after = null, next = ""; next is not null; after = next)
        {
            var page = await app.Services.GetRequiredService<Accounts>().PageAsync(PageSize, after, cancel);
            found.AddRange(page.Accounts);
            next = page.Next;
        }
        return found;
    }

    private static Command Change(
        string verb, string description, Func<IAccountChanges, string, CancellationToken, Task<bool>> change)
    {
        var name = new Argument<string>("name") { Description = "The name in ratings" };
        var where = new ServicesOptions();
        var command = new Command(verb, $"{description}.") { name };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingToChange(parsed);
            await using var accounts = Of(home);
            if (!await change(accounts, parsed.GetValue(name)!, cancel))
                throw new InvalidInputException(
                    home.Server is { } server ? $"{server.Url}" : home.Home.Documents,
                    "account", $"expected a registered name, found '{parsed.GetValue(name)}'");
            return 0;
        });
        return command;
    }

    private static IAccountChanges Of(HomeOrServer home) =>
        home.Server is { } server ? new ServerAccounts(server) : new HomeAccounts(home.Home);

    private static async Task<bool> ReplaceAsync(IAccountChanges accounts, string name, CancellationToken cancel)
    {
        if (await accounts.ReplaceKeyAsync(name, cancel) is not { } key) return false;
        Console.WriteLine(key);
        return true;
    }

    private static string Line(Account account)
    {
        string[] traits =
        [
            account.Role,
            .. account.Simulated ? ["simulated"] : Array.Empty<string>(),
            .. account.HasKey ? ["key"] : Array.Empty<string>(),
            .. account.HasPassword ? ["password"] : Array.Empty<string>(),
            .. account.Disabled ? ["disabled"] : Array.Empty<string>(),
        ];
        return $"{account.Name}: {string.Join(", ", traits)}";
    }

    private static string ReadPassword(string name)
    {
        if (Console.IsInputRedirected) return Console.ReadLine() ?? "";
        Console.Write($"password for {name}: ");
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace) password.Append(key.KeyChar);
            else if (password.Length > 0) password.Length--;
        }
        Console.WriteLine();
        return password.ToString();
    }
}

using System.CommandLine;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Files;
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
        var folder = HomeOption.Create();
        var command = new Command(
            "account",
            "Set a person's password for the rating app, or change who can sign in. The command prompts for the " +
                "password or reads standard input. A new password ends the person's sessions.")
            {
                account,
                folder,
                List(),
                Change("disable", "Keep a person or program out", (accounts, name, cancel) =>
                    accounts.DisableAsync(Home.AuditName, name, cancel)),
                Change("enable", "Let a disabled person or program in again", (accounts, name, cancel) =>
                    accounts.EnableAsync(Home.AuditName, name, cancel)),
                Change("end-sessions", "Sign a person out everywhere", (accounts, name, cancel) =>
                    accounts.EndSessionsAsync(Home.AuditName, name, cancel)),
                Change(
                    "replace-key",
                    "Print a new key of a person or program; the old one stops working",
                    ReplaceAsync),
            };
        command.SetAction(async (parsed, cancel) =>
        {
            var (name, role) = PeopleOptions.Account(parsed.GetValue(account)!);
            using var home = folder.Open(parsed);
            await using var app = EmbeddedHost.Build(home);
            await app.Services.GetRequiredService<Accounts>()
                .SetPasswordAsync(Home.AuditName, name, role, ReadPassword(name), cancel);
            Console.WriteLine($"{name} can sign in as {role.ToString().ToLowerInvariant()}");
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var folder = HomeOption.Create();
        var command = new Command("list", "List people and programs.") { folder };
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = folder.OpenExisting(parsed);
            await using var app = EmbeddedHost.Build(home);
            var accounts = app.Services.GetRequiredService<Accounts>();
            for (string? after = null, next = ""; next is not null; after = next)
            {
                var page = await accounts.PageAsync(PageSize, after, cancel);
                foreach (var account in page.Accounts) Console.WriteLine(Line(account));
                next = page.Next;
            }
            return 0;
        });
        return command;
    }

    private static Command Change(
        string verb, string description, Func<Accounts, string, CancellationToken, Task<bool>> change)
    {
        var name = new Argument<string>("name") { Description = "The name in ratings" };
        var folder = HomeOption.Create();
        var command = new Command(verb, $"{description}.") { name, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = folder.OpenExisting(parsed);
            await using var app = EmbeddedHost.Build(home);
            if (!await change(app.Services.GetRequiredService<Accounts>(), parsed.GetValue(name)!, cancel))
                throw new InvalidInputException(
                    home.Documents, "account", $"expected a registered name, found '{parsed.GetValue(name)}'");
            return 0;
        });
        return command;
    }

    private static async Task<bool> ReplaceAsync(Accounts accounts, string name, CancellationToken cancel)
    {
        if (await accounts.ReplaceKeyAsync(Home.AuditName, name, cancel) is not { } key) return false;
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

using System.CommandLine;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign account</c>: lets a person sign in to the rating app with a password.</summary>
internal static class AccountCommand
{
    internal static Command Create()
    {
        var account = new Argument<string>("account")
        {
            Description = "NAME or NAME:ROLE; ROLE is rater (the default), reviewer or operator",
        };
        var folder = HomeOption.Create();
        var command = new Command(
            "account",
            "Set a person's password for the rating app. The command prompts for it or reads standard input.")
            {
                account,
                folder,
            };
        command.SetAction(async (parsed, cancel) =>
        {
            var (name, role) = PeopleOptions.Account(parsed.GetValue(account)!);
            using var home = folder.Open(parsed);
            await using var app = EmbeddedHost.Build(home);
            await app.Services.GetRequiredService<RaterRegistry>()
                .SetPasswordAsync(name, role, ReadPassword(name), cancel);
            Console.WriteLine($"{name} can sign in as {role.ToString().ToLowerInvariant()}");
            return 0;
        });
        return command;
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

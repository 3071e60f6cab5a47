using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Signs people in: prints the app's address and a sign-in code, and a new code after each use.
/// </summary>
internal sealed class FrontDoor(IServiceProvider services, People people, Action<string> say)
{
    internal async Task OpenAsync(CancellationToken cancel)
    {
        var (accounts, codes) = (
            services.GetRequiredService<Accounts>(), services.GetRequiredService<SignInCodes>());
        foreach (var (name, role) in people.Accounts)
            await accounts.EnsurePersonAsync(Home.AuditName, name, role, cancel);
        codes.Used += name => say($"{name} signed in; to sign in again: {Link(codes.New(name))}");
        say("Open one of these in a browser on this machine; each signs in once:");
        foreach (var (name, role) in people.Accounts)
            say($"  {name} ({role.ToString().ToLowerInvariant()}): {Link(codes.New(name))}");
    }

    private string Link(string code) => $"http://127.0.0.1:{people.Port}/#code={code}";
}

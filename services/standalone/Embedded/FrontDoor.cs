using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Lets people in: says where the app is and shows codes to sign in with, a new one whenever one was used.
/// </summary>
internal sealed class FrontDoor(IServiceProvider services, People people, Action<string> say)
{
    internal async Task OpenAsync(CancellationToken cancel)
    {
        var (registry, codes) = (
            services.GetRequiredService<RaterRegistry>(), services.GetRequiredService<SignInCodes>());
        foreach (var (name, role) in people.Accounts) await registry.EnsurePersonAsync(name, role, cancel);
        codes.Used += name => say($"{name} signed in; to sign in anew: {Link(codes.New(name))}");
        say("Open one of these in a browser on this machine; each signs in once:");
        foreach (var (name, role) in people.Accounts)
            say($"  {name} ({role.ToString().ToLowerInvariant()}): {Link(codes.New(name))}");
    }

    private string Link(string code) => $"http://127.0.0.1:{people.Port}/#code={code}";
}

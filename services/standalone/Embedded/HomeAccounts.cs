using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>Changes the accounts of a home that this process has open.</summary>
internal sealed class HomeAccounts(Home home) : IAccountChanges
{
    private readonly WebApplication _app = EmbeddedHost.Build(home);

    private Accounts Accounts => _app.Services.GetRequiredService<Accounts>();

    public Task SetPasswordAsync(string name, RaterRole role, string password, CancellationToken cancel) =>
        Accounts.SetPasswordAsync(Home.AuditName, name, role, password, cancel);

    public Task<bool> DisableAsync(string name, CancellationToken cancel) =>
        Accounts.DisableAsync(Home.AuditName, name, cancel);

    public Task<bool> EnableAsync(string name, CancellationToken cancel) =>
        Accounts.EnableAsync(Home.AuditName, name, cancel);

    public Task<bool> EndSessionsAsync(string name, CancellationToken cancel) =>
        Accounts.EndSessionsAsync(Home.AuditName, name, cancel);

    public Task<string?> ReplaceKeyAsync(string name, CancellationToken cancel) =>
        Accounts.ReplaceKeyAsync(Home.AuditName, name, cancel);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Net;
using System.Net.Http.Json;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Cluster;

/// <summary>Changes accounts by a server's API.</summary>
internal sealed class ServerAccounts(ClusterAddress server) : IAccountChanges
{
    private readonly HttpClient _http = ClusterServices.Client(server);

    public async Task SetPasswordAsync(string name, RaterRole role, string password, CancellationToken cancel)
    {
        using var response = await _http.PutAsJsonAsync(
            At(name), new AccountRequest { Role = role.ToString().ToLowerInvariant(), Password = password }, cancel);
        await ClusterServices.CheckAsync(response, cancel);
    }

    public Task<bool> DisableAsync(string name, CancellationToken cancel) =>
        ChangeAsync(HttpMethod.Post, $"{At(name)}/disable", cancel);

    public Task<bool> EnableAsync(string name, CancellationToken cancel) =>
        ChangeAsync(HttpMethod.Post, $"{At(name)}/enable", cancel);

    public Task<bool> EndSessionsAsync(string name, CancellationToken cancel) =>
        ChangeAsync(HttpMethod.Delete, $"{At(name)}/sessions", cancel);

    public async Task<string?> ReplaceKeyAsync(string name, CancellationToken cancel)
    {
        using var response = await _http.PostAsync($"{At(name)}/key", null, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await ClusterServices.CheckAsync(response, cancel);
        return (await response.Content.ReadFromJsonAsync<IssuedKey>(cancel))!.Key;
    }

    /// <summary>All accounts, by name.</summary>
    internal async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancel)
    {
        var accounts = new List<Account>();
        for (string? after = null, next = ""; next is not null; after = next)
        {
            var cursor = after is null ? "" : $"?after={Uri.EscapeDataString(after)}";
            using var response = await _http.GetAsync($"/api/v1/accounts{cursor}", cancel);
            await ClusterServices.CheckAsync(response, cancel);
            var page = (await response.Content.ReadFromJsonAsync<AccountPage>(cancel))!;
            accounts.AddRange(page.Accounts);
            next = page.Next;
        }
        return accounts;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string At(string name) => $"/api/v1/accounts/{Uri.EscapeDataString(name)}";

    private async Task<bool> ChangeAsync(HttpMethod method, string address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        using var response = await _http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        await ClusterServices.CheckAsync(response, cancel);
        return true;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class ObjectRouteTests
{
    [Theory]
    [InlineData(true, "?address=true", 302)]
    [InlineData(true, "?address=false", 200)]
    [InlineData(true, "", 200)]
    [InlineData(false, "?address=true", 200)]
    [InlineData(true, "?address=perhaps", 400)]
    public async Task An_address_is_given_to_whoever_asks_where_clients_reach_the_store(
        bool isPublic, string query, int expected)
    {
        var stores = new FeedbackStores
        {
            Instead = services => services.AddSingleton<IPresignedReads>(new Addresses(isPublic)),
        };
        var key = await stores.Objects.PutAsync("weights", "bin", Encoding.ASCII.GetBytes("weights"));
        await using var host = await FeedbackHost.StartAsync(stores);

        using var answer = await GetAsync(host, key + query);
        using var missing = await GetAsync(host, key.Replace(".bin", ".other", StringComparison.Ordinal) + query);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(
            expected == 302 ? $"https://tiles.example/{key}?for=300" : null, answer.Headers.Location?.AbsoluteUri);
        if (expected == 200) Assert.Equal("weights", await answer.Content.ReadAsStringAsync());
        Assert.Equal(expected == 400 ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Files_have_no_addresses_and_come_as_they_are()
    {
        var stores = new FeedbackStores();
        var key = await stores.Objects.PutAsync("weights", "bin", Encoding.ASCII.GetBytes("weights"));
        await using var host = await FeedbackHost.StartAsync(stores);

        using var answer = await GetAsync(host, $"{key}?address=true");

        Assert.Equal("weights", await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpResponseMessage> GetAsync(FeedbackHost host, string path)
    {
        using var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false })
        { BaseAddress = host.Client.BaseAddress };
        var key = await host.Services.GetRequiredService<RaterRegistry>()
            .RegisterAsync("operations", RaterRole.Operator, RaterKind.Human);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.GetAsync($"/api/v1/objects/{path}");
    }

    private sealed class Addresses(bool isPublic) : IPresignedReads
    {
        public bool IsPublic => isPublic;

        public Uri ReadAddress(string key, TimeSpan lifetime) =>
            new($"https://tiles.example/{key}?for={lifetime.TotalSeconds}");
    }
}

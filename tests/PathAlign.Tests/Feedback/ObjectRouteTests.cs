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
    public async Task An_upload_reaches_the_store_while_it_is_still_being_sent_and_needs_no_file_of_its_own()
    {
        var stores = new FeedbackStores();
        await using var host = await FeedbackHost.StartAsync(stores);
        var body = new PausedContent(new byte[1 << 20], "application/octet-stream");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/objects/weights/bin") { Content = body };
        request.Headers.Authorization = new("Bearer", await host.RegisterAsync("olga", RaterRole.Operator));
        using var gone = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        stores.Objects.WhileStreamed = read =>
        {
            if (read >= 1 << 20) arrived.TrySetResult();
        };

        var answer = host.Client.SendAsync(request, gone.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "pathalign-upload-*"));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Empty(stores.Objects.Keys);
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_not_stored()
    {
        var stores = new FeedbackStores();
        await using var host = await FeedbackHost.StartAsync(stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };

        var answer = await host.PostAsync("{}", olga, null, path: "/api/v1/objects/plans/json");

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(stores.Objects.Keys);
        stores.Documents.BeforeInsert = null;
        await host.PostAsync("{}", olga, null, path: "/api/v1/objects/plans/json");
        var entry = (await stores.AllAsync("audit-log")).Single().Body;
        Assert.Equal(
            ("olga", "object-stored", stores.Objects.Keys.Single()),
            ((string)entry["who"]!, (string)entry["what"]!, (string)entry["subject"]!));
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

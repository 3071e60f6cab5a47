using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access.Oidc;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Sign-in at a provider that is a product: what passes, and what it or the service refuses.</summary>
[Server]
public sealed class OidcProviderTests : IClassFixture<Glewlwyd>
{
    private readonly Reasons _reasons = new();
    private readonly Glewlwyd _provider;
    private readonly FeedbackStores _stores;

    public OidcProviderTests(Glewlwyd provider) =>
        (_provider, _stores) = (
            provider,
            new FeedbackStores { Instead = services => services.AddSingleton<ILogger<OidcPeople>>(_reasons) });

    [Fact]
    public async Task A_rater_signs_in_with_the_providers_password_and_rates_under_the_name_there()
    {
        await _stores.QueueRoundAsync("r1", 1);
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal("/", await FollowAsync(browser, await VouchedAsync(browser, Glewlwyd.Rater)));
        var session = await JsonAsync(browser.SendAsync("GET", "/api/v1/session"));
        browser.Csrf = (string?)session["csrfToken"];
        var rated = await browser.SendAsync(
            "POST", "/api/v1/ratings", new { imageId = PublicIds.In("r1-training-000"), verdict = "plausible" }, "k1");

        Assert.Equal(("anna-b-lab-org", "rater"), ((string?)session["name"], (string?)session["role"]));
        Assert.Equal(HttpStatusCode.Created, rated.StatusCode);
        Assert.Equal("anna-b-lab-org", (string?)Assert.Single(await _stores.AllAsync("ratings")).Body["rater"]);
    }

    [Fact]
    public async Task Of_several_roles_the_highest_counts()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        await FollowAsync(browser, await VouchedAsync(browser, Glewlwyd.Operator));

        Assert.Equal("operator", (string?)(await JsonAsync(browser.SendAsync("GET", "/api/v1/session")))["role"]);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync("GET", "/api/v1/jobs")).StatusCode);
    }

    [Fact]
    public async Task Who_has_no_role_there_is_turned_away()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        await ExpectRefusalAsync("no-role", browser, await VouchedAsync(browser, Glewlwyd.Visitor));
    }

    [Fact]
    public async Task A_wrong_client_secret_lets_nobody_in()
    {
        await using var host = await StartAsync("another secret");
        using var browser = new SessionClient(host);

        await ExpectRefusalAsync("failed", browser, await VouchedAsync(browser, Glewlwyd.Rater));
        Assert.Contains("unauthorized_client", Assert.Single(_reasons.Heard));
    }

    [Fact]
    public async Task A_way_back_leads_in_once_and_in_one_browser()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        using var another = new SessionClient(host);
        var way = await VouchedAsync(browser, Glewlwyd.Rater);

        await ExpectRefusalAsync("failed", another, way);
        Assert.Equal("/", await FollowAsync(browser, way));
        Assert.Equal("/#sign-in=failed", await FollowAsync(browser, way));
        Assert.All(_reasons.Heard, reason => Assert.Contains("Correlation failed", reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_code_of_another_sign_in_lets_nobody_in(bool used)
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        using var thief = new SessionClient(host);
        var way = await VouchedAsync(browser, Glewlwyd.Rater);
        if (used) Assert.Equal("/", await FollowAsync(browser, way));
        var own = await VouchedAsync(thief, Glewlwyd.Visitor);

        await ExpectRefusalAsync(
            "failed", thief, new Uri(own.AbsoluteUri.Replace(CodeOf(own), CodeOf(way), StringComparison.Ordinal)));
        Assert.Contains("invalid_code", Assert.Single(_reasons.Heard));
    }

    private static string CodeOf(Uri way) =>
        QueryHelpers.ParseQuery(way.Query)["code"].ToString() is { Length: > 0 } code
            ? code
            : throw new InvalidOperationException($"expected a code, found {way}");

    /// <summary>Follows a way back to the service, and says where in the app it ends.</summary>
    private static async Task<string> FollowAsync(SessionClient browser, Uri way)
    {
        CodeOf(way);
        var end = (await browser.SendAsync("GET", way.AbsoluteUri)).RequestMessage!.RequestUri!;
        return end.AbsolutePath + end.Fragment;
    }

    private static async Task ExpectRefusalAsync(string reason, SessionClient browser, Uri way)
    {
        Assert.Equal($"/#sign-in={reason}", await FollowAsync(browser, way));
        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
    }

    private static async Task<JsonNode> JsonAsync(Task<HttpResponseMessage> sent) =>
        JsonNode.Parse(await (await sent).EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;

    private Task<FeedbackHost> StartAsync(string secret = Glewlwyd.ClientSecret) =>
        FeedbackHost.StartAtAsync(
            _stores, _provider.ServicePort, TimeProvider.System, false, _provider.Settings(secret));

    /// <summary>Begins to sign in, and lets the provider vouch for a person.</summary>
    private async Task<Uri> VouchedAsync(SessionClient browser, string person)
    {
        var page = (await browser.SendAsync("GET", "/api/v1/sign-in/oidc")).RequestMessage!.RequestUri!;
        return await _provider.VouchAsync(browser.Cookies, page, person);
    }

    /// <summary>What the log says of sign-ins that failed.</summary>
    private sealed class Reasons : ILogger<OidcPeople>
    {
        internal ConcurrentQueue<string> Heard { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Heard.Enqueue(formatter(state, exception));
    }
}

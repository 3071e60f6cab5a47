using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Sign-in at an organisation's provider, from the first redirect to the session.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private const string Begin = "/api/v1/sign-in/oidc", Name = "anna-b-lab-org";
    private readonly FeedbackStores _stores = new();
    private TestProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await TestProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_person_whom_the_provider_vouches_for_has_a_session_and_the_role_of_today()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal("/", await SignInAsync(browser));
        Assert.Equal((Name, "rater"), await WhoAsync(browser));
        _provider.Person["roles"] = new JsonArray("pathalign-rater", "something", "pathalign-reviewer");
        Assert.Equal("/", await SignInAsync(browser));
        Assert.Equal((Name, "reviewer"), await WhoAsync(browser));

        Assert.Equal(
            2,
            (await _stores.AllAsync("audit-log")).Count(
                e => (string?)e.Body["what"] == "sign-in" && (string?)e.Body["subject"] == "oidc"));
        Assert.Single(await _stores.AllAsync("raters"));
    }

    [Fact]
    public async Task Roles_may_lie_inside_another_claim()
    {
        _provider.Person = new JsonObject
        {
            ["sub"] = "7",
            ["preferred_username"] = "kim",
            ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("heads") },
        };
        await using var host = await StartAsync(
            ("Oidc:RolesClaim", "realm_access.roles"), ("Oidc:OperatorRole", "heads"));
        using var browser = new SessionClient(host);

        await SignInAsync(browser);

        Assert.Equal(("kim", "operator"), await WhoAsync(browser));
    }

    [Theory]
    [InlineData("""{"sub":"42","preferred_username":"anna"}""", "no-role")]
    [InlineData("""{"sub":"42","preferred_username":"anna","roles":["visitor"]}""", "no-role")]
    [InlineData("""{"sub":"42","preferred_username":"anna","roles":{"$ne":1}}""", "no-role")]
    [InlineData("""{"sub":"42","preferred_username":"???","roles":"pathalign-rater"}""", "no-role")]
    [InlineData("""{"sub":"42","roles":"pathalign-rater"}""", "no-role")]
    [InlineData("""{"sub":"42","preferred_username":"local","roles":"pathalign-operator"}""", "name-taken")]
    [InlineData("""{"sub":"43","preferred_username":"anna.b@lab.org","roles":"pathalign-rater"}""", "name-taken")]
    [InlineData("""{"preferred_username":"anna","roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"","preferred_username":"anna","roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"42","iss":"http://elsewhere","roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"42","aud":"another","roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"42","aud":["pathalign","another"],"azp":"another","roles":"pathalign-rater"}""", "failed")]
    [InlineData(
        """{"sub":"42","preferred_username":"anna","nonce":"of""" +
        """ another sign-in","roles":"pathalign-rater"}""",
        "failed")]
    [InlineData("""{"sub":"42","preferred_username":"anna","nonce":null,"roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"42","exp":1000000000,"roles":"pathalign-rater"}""", "failed")]
    [InlineData("""{"sub":"42","exp":"soon","roles":"pathalign-rater"}""", "failed")]
    public async Task Whoever_is_not_vouched_for_has_no_session(string claims, string reason)
    {
        await using var host = await StartAsync();
        await host.Services.GetRequiredService<RaterRegistry>()
            .SetPasswordAsync("local", RaterRole.Rater, "correct horse battery");
        using (var anna = new SessionClient(host)) await SignInAsync(anna);
        _provider.Person = JsonNode.Parse(claims)!.AsObject();
        using var browser = new SessionClient(host);

        Assert.Equal($"/#sign-in={reason}", await SignInAsync(browser));

        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
        Assert.Equal(["Rater", "Rater"], (await _stores.AllAsync("raters")).Select(r => (string?)r.Body["role"]));
    }

    [Fact]
    public async Task A_session_ends_when_the_provider_has_to_be_asked_again()
    {
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: [.. _provider.Settings, ("Oidc:SessionMinutes", "30")]);
        using var browser = new SessionClient(host);
        await SignInAsync(browser);

        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal((Name, "rater"), await WhoAsync(browser));
        clock.Advance(TimeSpan.FromMinutes(2));

        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
    }

    [Fact]
    public async Task A_person_of_the_provider_gets_no_key_password_or_code_that_would_outlive_the_account_there()
    {
        await using var host = await StartAsync();
        using (var anna = new SessionClient(host)) await SignInAsync(anna);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        using var browser = new SessionClient(host);
        var password = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/accounts/{Name}")
        {
            Content = new StringContent(
                """{"role":"rater","password":"correct horse battery"}""", Encoding.UTF8, "application/json"),
        };
        password.Headers.Authorization = new("Bearer", olga);

        await ExpectProblem.Async(409, "name-taken", host.Client.SendAsync(password));
        await ExpectProblem.Async(
            404, "unknown-account", host.PostAsync("", olga, null, path: $"/api/v1/accounts/{Name}/key"));
        await ExpectProblem.Async(
            400,
            "invalid-rater",
            host.PostAsync(
                $$"""{"name":"{{Name}}","role":"rater","kind":"human"}""", olga, null, path: "/api/v1/raters"));
        var code = host.Services.GetRequiredService<SignInCodes>().New(Name);
        await ExpectProblem.Async(401, "sign-in-refused", browser.SignInAsync(new { code }));
    }

    [Fact]
    public async Task Who_lost_the_role_at_the_provider_loses_the_open_sessions_too()
    {
        await using var host = await StartAsync();
        using var first = new SessionClient(host);
        using var second = new SessionClient(host);
        await SignInAsync(first);
        _provider.Person["roles"] = new JsonArray("visitor");

        Assert.Equal("/#sign-in=no-role", await SignInAsync(second));

        await ExpectProblem.Async(401, "unauthenticated", first.SendAsync("GET", "/api/v1/session"));
    }

    [Fact]
    public async Task A_disabled_person_is_not_admitted_by_the_provider()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        await SignInAsync(browser);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        await host.PostAsync("", olga, null, path: $"/api/v1/accounts/{Name}/disable");

        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
        Assert.Equal("/#sign-in=disabled", await SignInAsync(browser));
    }

    [Theory]
    [InlineData("no token")]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("e30.W10.e30")]
    [InlineData("e30.e30.e30")]
    public async Task What_is_no_token_lets_nobody_in(string token)
    {
        _provider.Token = _ => token;
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal("/#sign-in=failed", await SignInAsync(browser));
    }

    [Theory]
    [InlineData("no signature", false)]
    [InlineData("no algorithm", false)]
    [InlineData("no algorithm, an old signature", false)]
    [InlineData("another key", false)]
    [InlineData("the public key as a secret", false)]
    [InlineData("the client secret", false)]
    [InlineData("another role", false)]
    [InlineData("another subject", false)]
    [InlineData("none of these", true)]
    public async Task A_token_that_the_provider_did_not_sign_as_it_is_lets_nobody_in(string forgery, bool letIn)
    {
        _provider.Token = token => forgery switch
        {
            "no signature" => token[..(token.LastIndexOf('.') + 1)],
            "no algorithm" => TestProvider.Unsigned(token, keepSignature: false),
            "no algorithm, an old signature" => TestProvider.Unsigned(token, keepSignature: true),
            "another key" => TestProvider.SignedByAnother(token),
            "the public key as a secret" => TestProvider.SignedByHmac(token, _provider.PublicKey),
            "the client secret" => TestProvider.SignedByHmac(token, Encoding.ASCII.GetBytes(TestProvider.ClientSecret)),
            "another role" => TestProvider.Tampered(token, "roles", "pathalign-operator"),
            "another subject" => TestProvider.Tampered(token, "sub", "1"),
            _ => token,
        };
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal(letIn ? "/" : "/#sign-in=failed", await SignInAsync(browser));

        Assert.Equal(letIn ? 1 : 0, (await _stores.AllAsync("sessions")).Count);
    }

    [Fact]
    public async Task A_subject_longer_than_the_standard_allows_lets_nobody_in()
    {
        _provider.Person["sub"] = new string('7', 256);
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal("/#sign-in=failed", await SignInAsync(browser));
    }

    [Fact]
    public async Task A_provider_may_change_its_key()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        Assert.Equal("/", await SignInAsync(browser));

        _provider.ChangeKey();

        await Eventually.TrueAsync(async () => await SignInAsync(browser) == "/");
    }

    [Fact]
    public async Task A_way_back_works_once()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        using var http = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = browser.Cookies });
        var atProvider = (await http.GetAsync(new Uri(host.Client.BaseAddress!, Begin))).Headers.Location!;
        var back = (await http.GetAsync(atProvider)).Headers.Location!;

        Assert.Equal("/", (await http.GetAsync(back)).Headers.Location!.ToString());

        Assert.Equal("/#sign-in=failed", (await http.GetAsync(back)).Headers.Location!.ToString());
        Assert.Single(await _stores.AllAsync("sessions"));
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("localhost:7400", false)]
    [InlineData("[::1]:7400", false)]
    [InlineData("pathalign.lab.example", true)]
    [InlineData("10.0.0.7:7400", true)]
    public async Task Cookies_of_a_sign_in_go_to_the_way_back_alone_and_are_secure_outside_this_machine(
        string name, bool secure)
    {
        await using var host = await StartAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Client.BaseAddress!, Begin));
        request.Headers.Host = name;

        var cookies = (await http.SendAsync(request)).Headers.GetValues("Set-Cookie").ToList();

        Assert.Equal(2, cookies.Count);   // of the state and of the nonce
        Assert.All(cookies, cookie =>
        {
            Assert.Contains($"; path={Begin}/callback; ", cookie);
            Assert.Contains("; samesite=lax; httponly", cookie);
            Assert.Equal(secure, cookie.Contains("; secure;"));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=1&state=2")]
    [InlineData("?error=access_denied&state=2")]
    public async Task A_way_back_that_this_browser_did_not_begin_leads_nowhere(string query)
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        var answer = await browser.SendAsync("GET", $"{Begin}/callback{query}");

        Assert.Equal("#sign-in=failed", answer.RequestMessage!.RequestUri!.Fragment);
        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
    }

    [Fact]
    public async Task The_way_back_may_lead_to_another_replica()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var http = new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

        var atProvider = (await http.GetAsync(new Uri(first.Client.BaseAddress!, Begin))).Headers.Location!;
        var back = new UriBuilder(
            (await http.GetAsync(atProvider)).Headers.Location!)
        { Port = second.Client.BaseAddress!.Port };
        var answer = await http.GetAsync(back.Uri);

        // The replica that exchanges the code names its own address, as behind one name it would be the same.
        Assert.Equal("/", answer.Headers.Location!.ToString());
        Assert.NotEmpty(await _stores.AllAsync("protection-keys"));
    }

    [Fact]
    public async Task A_provider_that_is_away_or_another_is_said_to_be_and_works_once_it_is_back()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        var port = new Uri(_provider.Issuer).Port;
        await _provider.DisposeAsync();

        Assert.Equal("/#sign-in=unavailable", await SignInAsync(browser));
        _provider = await TestProvider.StartAsync(port);
        _provider.NamesItself = "http://elsewhere";
        Assert.Equal("/#sign-in=unavailable", await SignInAsync(browser));
        _provider.NamesItself = null;
        Assert.Equal("/", await SignInAsync(browser));
    }

    [Fact]
    public async Task A_provider_that_goes_away_in_the_middle_is_said_to_be()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        _provider.ExchangesNothing = true;

        Assert.Equal("/#sign-in=unavailable", await SignInAsync(browser));

        _provider.ExchangesNothing = false;
        Assert.Equal("/", await SignInAsync(browser));
    }

    [Fact]
    public async Task A_provider_that_wants_codes_sent_in_the_clear_is_not_used()
    {
        _provider.NamesTokenEndpoint = "http://provider.example/token";
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        Assert.Equal("/#sign-in=unavailable", await SignInAsync(browser));
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_such_way_in()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        using var browser = new SessionClient(host);

        await ExpectProblem.Async(404, "no-sign-in-provider", browser.SendAsync("GET", Begin));
        Assert.Equal("""{"provider":null}""", await host.Client.GetStringAsync("/api/v1/sign-in"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.SendAsync("GET", $"{Begin}/callback")).StatusCode);
    }

    [Theory]
    [InlineData("Oidc:Issuer", "http://provider.example", "Feedback:Oidc:Issuer: expected an https address")]
    [InlineData("Oidc:Issuer", "provider", "Feedback:Oidc:Issuer: expected an https address")]
    [InlineData("Oidc:ClientId", "", "Feedback:Oidc:ClientId: expected this service's client id")]
    [InlineData("Oidc:ClientSecret", "changeme", "Feedback:Oidc:ClientSecret: expected your own secret")]
    [InlineData("Oidc:RolesClaim", "", "Feedback:Oidc:RolesClaim: expected 1 to 100 characters")]
    public async Task A_setting_that_cannot_be_stops_the_service(string key, string value, string words)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync((key, value)));

        Assert.Contains(words, error.Message);
    }

    private Task<FeedbackHost> StartAsync(params (string, string)[] settings) =>
        FeedbackHost.StartAsync(
            _stores, false, [.. _provider.Settings.ExceptBy(settings.Select(s => s.Item1), s => s.Item1), .. settings]);

    /// <summary>Follows the way to the provider and back, and says where in the app it ends.</summary>
    private static async Task<string> SignInAsync(SessionClient browser)
    {
        var end = (await browser.SendAsync("GET", Begin)).RequestMessage!.RequestUri!;
        return end.AbsolutePath + end.Fragment;
    }

    private static async Task<(string?, string?)> WhoAsync(SessionClient browser)
    {
        var session = JsonNode.Parse(
            await (await browser.SendAsync("GET", "/api/v1/session")).Content.ReadAsStringAsync())!;
        return ((string?)session["name"], (string?)session["role"]);
    }
}

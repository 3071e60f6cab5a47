using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class SessionTests
{
    private const string Password = "correct horse battery";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_password_signs_in_and_the_cookie_is_kept_from_scripts_and_other_sites()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);

        var answer = await browser.SignInAsync(new { name = "anna", password = Password });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.DoesNotContain("secure", cookie);   // this server speaks http
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync("GET", "/api/v1/queue/next")).StatusCode);
    }

    [Fact]
    public async Task Neither_password_nor_token_nor_code_is_stored()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });

        var stored = string.Join(
            '\n',
            (await _stores.AllAsync("raters")).Concat(await _stores.AllAsync("sessions"))
                .Select(d => d.Id + d.Body.ToJsonString()));

        Assert.DoesNotContain(Password, stored);
        Assert.DoesNotContain(browser.Cookies.GetAllCookies().Single().Value, stored);
        Assert.Contains("pbkdf2-sha512$220000$", stored);
    }

    [Theory]
    [InlineData("anna", "wrong horse battery")]
    [InlineData("anna", "")]
    [InlineData("nobody", Password)]
    [InlineData("../anna", Password)]
    [InlineData("kim", Password)]
    public async Task What_does_not_fit_is_refused_alike(string name, string password)
    {
        await using var host = await StartAsync();
        await host.RegisterAsync("kim");   // has a key and no password
        using var browser = new SessionClient(host);

        await ExpectProblem.Async(401, "sign-in-refused", browser.SignInAsync(new { name, password }));
        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        await using var host = await StartAsync();
        var code = host.Services.GetRequiredService<SignInCodes>().New("anna");
        using var first = new SessionClient(host);
        using var second = new SessionClient(host);

        Assert.Equal(HttpStatusCode.OK, (await first.SignInAsync(new { code = code.ToLowerInvariant() })).StatusCode);
        await ExpectProblem.Async(401, "sign-in-refused", second.SignInAsync(new { code }));
        await ExpectProblem.Async(401, "sign-in-refused", second.SignInAsync(new { code = "AAAA-BBBB-CCCC" }));
    }

    [Fact]
    public async Task Who_signs_in_anew_leaves_the_session_before()
    {
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });
        browser.Csrf = null;

        Assert.Equal(
            HttpStatusCode.OK, (await browser.SignInAsync(new { name = "anna", password = Password })).StatusCode);

        Assert.Equal([false, true], (await _stores.AllAsync("sessions")).Select(d => (bool)d.Body["ended"]!).Order());
    }

    [Fact]
    public async Task A_sign_in_that_another_sites_page_sends_is_refused()
    {
        await using var host = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
        {
            Content = new StringContent(
                $$"""{"name":"anna","password":"{{Password}}"}""",
                System.Text.Encoding.UTF8,
                "application/json")
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        await ExpectProblem.Async(403, "cross-site", host.Client.SendAsync(request));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_ends_with_signing_out()
    {
        string? csrf;
        CookieCollection cookies;
        await using (var first = await StartAsync())
        {
            using var browser = new SessionClient(first);
            await browser.SignInAsync(new { name = "anna", password = Password });
            (csrf, cookies) = (browser.Csrf, browser.Cookies.GetAllCookies());
        }
        await using var host = await FeedbackHost.StartAsync(_stores);
        using var after = new SessionClient(host) { Csrf = csrf };
        after.Cookies.Add(new Cookie(cookies[0].Name, cookies[0].Value, "/", "127.0.0.1"));

        Assert.Equal(HttpStatusCode.OK, (await after.SendAsync("GET", "/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await after.SendAsync("DELETE", "/api/v1/session")).StatusCode);
        after.Cookies.Add(new Cookie(cookies[0].Name, cookies[0].Value, "/", "127.0.0.1"));
        await ExpectProblem.Async(401, "unauthenticated", after.SendAsync("GET", "/api/v1/session"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another")]
    public async Task A_write_without_the_sessions_token_is_taken_for_another_sites(string? token)
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await StartAsync();
        using var browser = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });
        browser.Csrf = token;

        await ExpectProblem.Async(
            403,
            "cross-site",
            browser.SendAsync(
                "POST", "/api/v1/ratings", new { imageId = "r1-training-000", verdict = "plausible" }, "k1"));
        await ExpectProblem.Async(403, "cross-site", browser.SendAsync("PUT", "/api/v1/queue/r1-training-000/skip"));
        await ExpectProblem.Async(403, "cross-site", browser.SendAsync("DELETE", "/api/v1/session"));
        Assert.Empty(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down()
    {
        await using var host = await StartAsync(("SignInsPerMinute", "2"));
        using var browser = new SessionClient(host);
        for (var i = 0; i < 2; i++) await browser.SignInAsync(new { name = "anna", password = $"guess number {i}" });

        await ExpectProblem.Async(
            429, "too-many-sign-ins", browser.SignInAsync(new { name = "anna", password = Password }));
    }

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "empty", "", 400 },
        { "null", "null", 400 },
        { "list", "[]", 400 },
        { "nothing in it", "{}", 400 },
        { "name alone", """{"name":"anna"}""", 400 },
        { "code and password", """{"code":"A","name":"anna","password":"x"}""", 400 },
        { "operator for a password", """{"name":"anna","password":{"$ne":1}}""", 400 },
        { "duplicate key", """{"name":"anna","password":"x","password":"y"}""", 400 },
        { "unknown field", """{"name":"anna","password":"x","role":"operator"}""", 400 },
        { "number for a code", """{"code":1}""", 400 },
        { "deep", $$"""{"code":{{new string('[', 3000)}}{{new string(']', 3000)}}}""", 400 },
        { "long password", $$"""{"name":"anna","password":"{{new string('x', 5000)}}"}""", 401 },
        { "oversize", $$"""{"code":"{{new string('x', 20_000)}}"}""", 413 },
    };

    [Fact]
    public async Task Every_hostile_body_is_refused_with_a_problem()
    {
        await using var host = await StartAsync(("SignInsPerMinute", "1000"));
        foreach (var (name, body, status) in Bodies.Select(b => b.Data))
        {
            var answer = await host.Client.PostAsync(
                "/api/v1/session", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                (int)answer.StatusCode == status,
                $"{name}: expected {status}, got {(int)answer.StatusCode} {text}");
            Assert.Contains("urn:pathalign:problem:", text);
        }
        Assert.Empty(await _stores.AllAsync("sessions"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    public async Task A_password_that_is_too_short_is_refused_with_its_rule(string password)
    {
        await using var host = await FeedbackHost.StartAsync(_stores);

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () =>
                host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, password));

        Assert.Contains("expected 10 to 256 characters", error.Message);
    }

    private async Task<FeedbackHost> StartAsync(params (string, string)[] settings)
    {
        var host = await FeedbackHost.StartAsync(_stores, settings: settings);
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        return host;
    }
}

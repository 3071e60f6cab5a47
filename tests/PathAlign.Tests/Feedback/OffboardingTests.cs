using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Who creates people and keys, and how a person leaves.</summary>
public sealed class OffboardingTests
{
    private const string Password = "correct horse battery", Accounts = "/api/v1/accounts", Json = "application/json";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task No_key_of_a_program_makes_people_or_keys()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var service = await host.RegisterAsync("robot", RaterRole.Service);
        await host.RegisterAsync("olga", RaterRole.Operator);
        var before = await PeopleAsync();

        foreach (var name in new[] { "olga", "robot", "new" })
        {
            foreach (var role in Enum.GetNames<RaterRole>().Select(r => r.ToLowerInvariant()))
                foreach (var kind in new[] { "human", "simulated" })
                    await ExpectProblem.Async(
                        403,
                        "forbidden",
                        PostAsync(
                            host,
                            service,
                            "/api/v1/raters",
                            $$"""{"name":"{{name}}","role":"{{role}}","kind":"{{kind}}"}"""));
            foreach (var act in new[] { "disable", "enable", "key" })
                await ExpectProblem.Async(403, "forbidden", PostAsync(host, service, $"{Accounts}/{name}/{act}"));
        }

        Assert.Equal(before, await PeopleAsync());
    }

    [Fact]
    public async Task A_replaced_key_of_the_settings_does_not_come_back_with_a_restart()
    {
        string first = $"operator.{new string('a', 40)}", second = $"operator.{new string('b', 40)}";
        string replaced;
        await using (var host = await StartAsync(first))
            replaced = await KeyAsync(PostAsync(host, first, $"{Accounts}/operator/key"));
        await using (var host = await StartAsync(first))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync(Accounts, first)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(Accounts, replaced)).StatusCode);
        }

        await using (var host = await StartAsync(second))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync(Accounts, replaced)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(Accounts, second)).StatusCode);
        }

        Task<FeedbackHost> StartAsync(string key) =>
            FeedbackHost.StartAsync(_stores, settings: ("OperatorKey", key));
    }

    [Fact]
    public async Task A_programs_key_cannot_fill_the_log_by_signing_out()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        for (var i = 0; i < 20; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session");
            request.Headers.Authorization = new("Bearer", key);
            Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(request)).StatusCode);
        }

        Assert.DoesNotContain(await _stores.AllAsync("audit-log"), d => (string?)d.Body["what"] == "sign-out");
    }

    [Fact]
    public async Task A_persons_key_is_replaced_only_by_name_and_that_is_in_the_log()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        var old = await host.RegisterAsync("anna");
        const string anna = """{"name":"anna","role":"rater","kind":"human"}""",
            machine = """{"name":"machine","role":"rater","kind":"simulated"}""";

        await ExpectProblem.Async(409, "name-taken", PostAsync(host, olga, "/api/v1/raters", anna));
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", old)).StatusCode);
        var key = await KeyAsync(PostAsync(host, olga, $"{Accounts}/anna/key"));
        var first = await KeyAsync(PostAsync(host, olga, "/api/v1/raters", machine));
        var second = await KeyAsync(PostAsync(host, olga, "/api/v1/raters", machine));

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/api/v1/queue/next", old)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/api/v1/queue/next", first)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", second)).StatusCode);
        Assert.Equal(
            ["olga key-replaced anna", "olga user-registered machine:Rater", "olga key-replaced machine:Rater"],
            await ActsAsync());
    }

    [Fact]
    public async Task Of_two_operators_who_register_a_person_at_once_the_second_is_refused()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        Task<string>? first = null;
        _stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") first ??= host.RegisterAsync("anna");
        };

        await ExpectProblem.Async(
            409,
            "name-taken",
            PostAsync(host, olga, "/api/v1/raters", """{"name":"anna","role":"rater","kind":"human"}"""));

        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", await first!)).StatusCode);
        Assert.Equal(["olga user-registered anna:Rater", "olga name-taken anna:Rater"], await ActsAsync());
    }

    [Fact]
    public async Task A_disabled_person_has_no_way_in_until_enabled_and_old_sessions_stay_ended()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        var key = await host.RegisterAsync("anna");
        await SetPasswordAsync(host, "anna");
        var codes = host.Services.GetRequiredService<SignInCodes>();
        using var browser = new SessionClient(host);
        using var other = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });

        Assert.Equal(
            HttpStatusCode.NoContent, (await PostAsync(host, olga, $"{Accounts}/anna/disable")).StatusCode);

        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
        await ExpectProblem.Async(401, "unauthenticated", host.GetAsync("/api/v1/queue/next", key));
        await ExpectProblem.Async(
            401, "sign-in-refused", other.SignInAsync(new { name = "anna", password = Password }));
        await ExpectProblem.Async(401, "sign-in-refused", other.SignInAsync(new { code = codes.New("anna") }));
        await PostAsync(host, olga, $"{Accounts}/anna/enable");
        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, (await other.SignInAsync(new { name = "anna", password = Password })).StatusCode);
        Assert.Equal(["olga user-disabled anna", "olga user-enabled anna"], await ActsAsync());
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_the_one_that_sets_it()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        await SetPasswordAsync(host, "olga", RaterRole.Operator);
        using var own = new SessionClient(host);
        using var other = new SessionClient(host);
        await own.SignInAsync(new { name = "olga", password = Password });
        await other.SignInAsync(new { name = "olga", password = Password });

        var answer = await own.SendAsync(
            "PUT", $"{Accounts}/olga", new { role = "operator", password = "another battery" });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.SendAsync("GET", "/api/v1/session")).StatusCode);
        await ExpectProblem.Async(401, "unauthenticated", other.SendAsync("GET", "/api/v1/session"));
    }

    [Fact]
    public async Task An_operator_ends_sessions_and_sees_who_there_is_but_no_secret()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        await SetPasswordAsync(host, "anna");
        using var browser = new SessionClient(host);
        await browser.SignInAsync(new { name = "anna", password = Password });
        var request = new HttpRequestMessage(HttpMethod.Delete, $"{Accounts}/anna/sessions");
        request.Headers.Authorization = new("Bearer", olga);

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(request)).StatusCode);

        await ExpectProblem.Async(401, "unauthenticated", browser.SendAsync("GET", "/api/v1/session"));
        var list = await (await host.GetAsync(Accounts, olga)).Content.ReadAsStringAsync();
        Assert.Equal(
            [("anna", false, true), ("olga", true, false)],
            JsonNode.Parse(list)!["accounts"]!.AsArray()
                .Select(a => ((string)a!["name"]!, (bool)a["hasKey"]!, (bool)a["hasPassword"]!)));
        Assert.DoesNotContain("pbkdf2", list);
        await ExpectProblem.Async(409, "own-account", PostAsync(host, olga, $"{Accounts}/olga/disable"));
        foreach (var act in new[] { "disable", "enable", "key" })
            await ExpectProblem.Async(404, "unknown-account", PostAsync(host, olga, $"{Accounts}/nobody/{act}"));
    }

    /// <summary>Path, body.</summary>
    public static TheoryData<string, string> Acts => new()
    {
        { "POST /api/v1/raters", """{"name":"new","role":"operator","kind":"human"}""" },
        { "POST /api/v1/raters", """{"name":"machine","role":"rater","kind":"simulated"}""" },
        { "PUT /api/v1/accounts/anna", $$"""{"role":"rater","password":"{{Password}}"}""" },
        { "PUT /api/v1/accounts/new", $$"""{"role":"operator","password":"{{Password}}"}""" },
        { "POST /api/v1/accounts/anna/disable", "" },
        { "POST /api/v1/accounts/dora/enable", "" },
        { "POST /api/v1/accounts/anna/key", "" },
        { "DELETE /api/v1/accounts/anna/sessions", "" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task What_the_log_does_not_take_does_not_happen(string act, string body)
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        foreach (var name in new[] { "anna", "dora" }) await host.RegisterAsync(name);
        await host.RegisterAsync("machine", kind: RaterKind.Simulated);
        await PostAsync(host, olga, $"{Accounts}/dora/disable");
        var before = await PeopleAsync();
        _stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };

        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync()).StatusCode);
        Assert.Equal(before, await PeopleAsync());
        _stores.Documents.BeforeInsert = null;
        Assert.True((await SendAsync()).IsSuccessStatusCode);
        Assert.NotEqual(before, await PeopleAsync());

        Task<HttpResponseMessage> SendAsync()
        {
            var (method, path) = (act.Split(' ')[0], act.Split(' ')[1]);
            var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body.Length > 0) request.Content = new StringContent(body, System.Text.Encoding.UTF8, Json);
            request.Headers.Authorization = new("Bearer", olga);
            return host.Client.SendAsync(request);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(FeedbackHost host, string key, string path, string body = "") =>
        host.PostAsync(body, key, null, Json, path: path);

    private static async Task<string> KeyAsync(Task<HttpResponseMessage> answer) =>
        (string)JsonNode.Parse(await (await answer).EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["key"]!;

    private static Task SetPasswordAsync(FeedbackHost host, string name, RaterRole role = RaterRole.Rater) =>
        host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync(name, role, Password);

    private async Task<string> PeopleAsync() => string.Join(
        '\n', (await _stores.AllAsync("raters")).OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => d.Json));

    private async Task<IEnumerable<string>> ActsAsync() =>
        (await _stores.AllAsync("audit-log")).Select(d => d.Body).OrderBy(b => (long)b["number"]!)
            .Where(b => !((string)b["what"]!).StartsWith("sign-in", StringComparison.Ordinal))
            .Select(b => $"{b["who"]} {b["what"]} {b["subject"]}");
}

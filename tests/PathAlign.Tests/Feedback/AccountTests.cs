using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class AccountTests
{
    private const string Password = "correct horse battery";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task An_operator_lets_people_in_and_gives_them_another_password()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        using var browser = new SessionClient(host);

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await PutAsync(host, key, "rita", $$"""{"role":"reviewer","password":"{{Password}}"}""")).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, (await browser.SignInAsync(new { name = "rita", password = Password })).StatusCode);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await PutAsync(host, key, "rita", """{"role":"reviewer","password":"another horse"}""")).StatusCode);
        await ExpectProblem.Async(
            401, "sign-in-refused", browser.SignInAsync(new { name = "rita", password = Password }));
    }

    [Theory]
    [InlineData("rita", """{"role":"king","password":"correct horse battery"}""", 400, "invalid-account")]
    [InlineData("rita", """{"role":"service","password":"correct horse battery"}""", 400, "invalid-account")]
    [InlineData("rita", """{"role":"rater","password":"short"}""", 400, "invalid-account")]
    [InlineData("Rita", """{"role":"rater","password":"correct horse battery"}""", 400, "invalid-account")]
    [InlineData("..%2Folga", """{"role":"rater","password":"correct horse battery"}""", 400, "invalid-account")]
    [InlineData("olga", """{"role":"rater","password":"correct horse battery"}""", 409, "name-taken")]
    [InlineData("robot", """{"role":"rater","password":"correct horse battery"}""", 409, "name-taken")]
    [InlineData("rita", """{"role":"rater"}""", 400, "malformed-body")]
    [InlineData("rita", """{"role":{"$ne":1},"password":"correct horse battery"}""", 400, "malformed-body")]
    public async Task What_breaks_a_rule_is_refused(string name, string body, int status, string problem)
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        await host.RegisterAsync("robot", kind: RaterKind.Simulated);

        await ExpectProblem.Async(status, problem, PutAsync(host, key, name, body));
    }

    private static Task<HttpResponseMessage> PutAsync(FeedbackHost host, string key, string name, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/accounts/{name}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return host.Client.SendAsync(request);
    }
}

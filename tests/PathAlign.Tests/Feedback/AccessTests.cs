using System.Net;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class AccessTests
{
    private readonly FeedbackStores _stores = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("anna.wrong")]
    [InlineData("nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../anna.x")]
    public async Task Without_a_registered_key_nothing_is_shown(string? key)
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await host.RegisterAsync("anna");

        await ExpectProblem.Async(401, "unauthenticated", host.GetAsync("/api/v1/queue/next", key));
        await ExpectProblem.Async(401, "unauthenticated", host.GetAsync("/api/v1/images/r1-training-000/content", key));
        await ExpectProblem.Async(401, "unauthenticated", host.GetAsync("/api/v1/sets/r1", key));
        await ExpectProblem.Async(401, "unauthenticated", host.RateAsync("r1-training-000", key, "k1"));
    }

    [Fact]
    public async Task Each_role_sees_its_own_part()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (rater, watcher) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));

        await ExpectProblem.Async(403, "forbidden", host.GetAsync("/api/v1/sets/r1", rater));
        await ExpectProblem.Async(403, "forbidden", host.GetAsync("/api/v1/queue/next", watcher));
        await ExpectProblem.Async(403, "forbidden", host.GetAsync("/api/v1/images/r1-training-000/content", watcher));
        await ExpectProblem.Async(403, "forbidden", host.RateAsync("r1-training-000", watcher, "k1"));
    }

    [Fact]
    public async Task A_new_key_ends_the_old_one()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var old = await host.RegisterAsync("anna");

        var key = await host.RegisterAsync("anna");

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/api/v1/queue/next", old)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() => host.RegisterAsync("anna", RaterRole.Operator));
        Assert.DoesNotContain(key, (await _stores.AllAsync("raters")).Single().Body.ToJsonString());
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_to_wait()
    {
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("RequestsPerMinute", "2"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        for (var i = 0; i < 2; i++) await host.GetAsync("/api/v1/queue/next", anna);

        var refused = await ExpectProblem.Async(429, "too-many-requests", host.GetAsync("/api/v1/queue/next", anna));

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", bert)).StatusCode);
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/live", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready", null)).StatusCode);
    }

    [Theory]
    [InlineData("RequestsPerMinute", "0", "RequestsPerMinute")]
    [InlineData("Nonsense", "1", "Nonsense")]
    public async Task An_impossible_setting_stops_the_process_with_its_name(string name, string value, string words)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => FeedbackHost.StartAsync(_stores, settings: (name, value)));

        Assert.Contains(words, error.ToString());
    }
}

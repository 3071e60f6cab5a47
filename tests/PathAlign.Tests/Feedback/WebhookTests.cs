using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Webhooks;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class WebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Url = "https://lab.example/hook?token=x";

    [Fact]
    public async Task What_is_stored_is_delivered_signed_and_tried_again_until_it_is_taken()
    {
        var (receiver, clock) = (new WebhookReceiver(), new TestClock());
        receiver.Answers.Enqueue(() => 500);
        receiver.Answers.Enqueue(() => throw new HttpRequestException("away"));
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAtAsync(
            stores, 0, clock, settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret)]);
        var (anna, olga) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));

        await host.RateAsync("r1-training-000", anna, "k0");
        await host.RateAsync("r1-training-000", anna, "k0");
        JsonNode entry = null!;
        await AsTimePassesAsync(
            clock,
            async () => (string)(entry = await LogAsync(host, olga))["state"]! == "delivered",
            "the delivery to be recorded");

        Assert.Single(receiver.Requests.Select(r => (r.Headers["webhook-id"], r.Body)).Distinct());
        Assert.All(
            receiver.Requests,
            r =>
                Assert.Equal(
                    WebhookSignature.Of(
                        Convert.FromBase64String(Secret["whsec_".Length..]),
                        r.Headers["webhook-id"],
                        long.Parse(r.Headers["webhook-timestamp"]),
                        r.Body),
                    r.Headers["webhook-signature"]));
        var body = JsonNode.Parse(receiver.Requests.First().Body)!;
        Assert.Equal(
            ("rating.stored", "anna", PublicIds.In("r1-training-000")),
            ((string)body["type"]!, (string)body["data"]!["rater"]!, (string)body["data"]!["imageId"]!));
        Assert.Equal(
            ["500", "away", "204"], entry["tries"]!.AsArray().Select(t => (string?)t!["error"] ?? $"{t["status"]}"));
        Assert.Equal("lab.example", (string)entry["host"]!);
        Assert.DoesNotContain("token", entry.ToJsonString());
    }

    [Fact]
    public async Task A_frozen_set_is_delivered_and_a_delivery_that_never_arrives_fails_in_the_end()
    {
        var (receiver, clock) = (new WebhookReceiver(), new TestClock());
        for (var i = 0; i < 10; i++) receiver.Answers.Enqueue(() => 301);
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", 1);
        await using var host = await FeedbackHost.StartAtAsync(
            stores,
            0,
            clock,
            settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret), ("WebhookTries", "2")]);

        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");
        await Eventually.TrueAsync(() => receiver.Requests.Count == 2, "both events");
        await AsTimePassesAsync(
            clock,
            async () => (await stores.AllAsync("webhook-deliveries")).All(d => (string)d.Body["state"]! == "failed"),
            "both to fail");

        Assert.Equal(
            ["rating.stored", "ratings.frozen"],
            (await stores.AllAsync("webhook-deliveries")).Select(d => (string)d.Body["type"]!)
                .Order(StringComparer.Ordinal));
        Assert.Equal(4, receiver.Requests.Count);
    }

    [Fact]
    public async Task Deliveries_that_were_given_up_are_sent_again_with_all_tries_and_the_log_has_who_asked()
    {
        var (receiver, clock) = (new WebhookReceiver(), new TestClock());
        for (var i = 0; i < 3; i++) receiver.Answers.Enqueue(() => 500);
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAtAsync(
            stores,
            0,
            clock,
            settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret), ("WebhookTries", "2")]);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");
        await Eventually.TrueAsync(() => receiver.Requests.Count == 1, "the first request");
        await AsTimePassesAsync(
            clock, async () => (string)(await LogAsync(host, olga))["state"]! == "failed", "to fail");

        var answer = await host.PostAsync(
            "", olga, null, path: "/api/v1/webhooks/deliveries/redrive");

        Assert.Equal(1, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["count"]!);
        await Eventually.TrueAsync(() => receiver.Requests.Count == 3, "the third request, which fails");
        await AsTimePassesAsync(
            clock,
            async () => (string)(await LogAsync(host, olga))["state"]! == "delivered",
            "the delivery to be recorded");
        Assert.Contains(
            await stores.AllAsync("audit-log"),
            entry => ((string)entry.Body["who"]!, (string)entry.Body["what"]!) == ("olga", "webhooks-redriven"));
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_delays_no_other()
    {
        const int endpoints = 20, events = 30;
        var receiver = new WebhookReceiver { NeverAnswers = "dead.example" };
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", events + 1);
        var settings = Enumerable.Range(0, endpoints).SelectMany(i => new[]
        {
            ($"Webhooks:{i}:Url", i == 0 ? "https://dead.example/" : $"https://lab-{i}.example/"),
            ($"Webhooks:{i}:Secret", Secret),
        });
        await using var host = await FeedbackHost.StartAsync(stores, settings: [.. settings]);
        var anna = await host.RegisterAsync("anna");

        for (var i = 0; i < events; i++) await host.RateAsync($"r1-training-{i:000}", anna, $"k{i}");

        await Eventually.TrueAsync(
            () => receiver.Requests.Count == (endpoints - 1) * events, "every event at every other endpoint");
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task A_clock_that_jumps_neither_stops_a_delivery_nor_sends_it_while_it_is_being_sent(int hours)
    {
        var (receiver, clock) = (new WebhookReceiver(), new TestClock());
        var answer = new TaskCompletionSource<int>();
        receiver.Answers.Enqueue(() => 500);
        receiver.Pending.Enqueue(null);
        receiver.Pending.Enqueue(answer.Task);
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAtAsync(
            stores, 0, clock, settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret)]);
        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");
        await Eventually.TrueAsync(() => receiver.Requests.Count == 1, "the first request");

        clock.Jump(TimeSpan.FromHours(hours));
        await Task.Delay(TimeSpan.FromSeconds(2));   // two looks: the lane has seen the pause
        clock.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => receiver.Requests.Count == 2, "the second request");
        clock.Jump(TimeSpan.FromHours(hours));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(2, receiver.Requests.Count);
        answer.SetResult(204);

        await Eventually.TrueAsync(
            async () => (string)(await stores.AllAsync("webhook-deliveries")).Single().Body["state"]! == "delivered",
            "the delivery to be recorded");
    }

    [Fact]
    public async Task A_delivery_to_an_endpoint_that_left_the_settings_fails_with_that_reason()
    {
        var receiver = new WebhookReceiver { NeverAnswers = "lab.example" };
        var stores = Stores(receiver);
        await stores.QueueRoundAsync("r1", 3);
        await using (var before = await FeedbackHost.StartAsync(
            stores, settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret)]))
            await before.RateAsync("r1-training-000", await before.RegisterAsync("anna"), "k0");

        await using var host = await FeedbackHost.StartAsync(stores);

        await Eventually.TrueAsync(
            async () => (await stores.AllAsync("webhook-deliveries")).Single().Body["tries"]!.ToJsonString()
                .Contains("no longer name", StringComparison.Ordinal),
            "the delivery to fail");
    }

    [Fact]
    public async Task Such_a_delivery_fails_within_an_hour_if_the_store_was_away_at_the_start()
    {
        var (stores, clock) = (Stores(new WebhookReceiver { NeverAnswers = "lab.example" }), new TestClock());
        await stores.QueueRoundAsync("r1", 3);
        await using (var before = await FeedbackHost.StartAsync(
            stores, settings: [("Webhooks:0:Url", Url), ("Webhooks:0:Secret", Secret)]))
            await before.RateAsync("r1-training-000", await before.RegisterAsync("anna"), "k0");
        var tries = 0;
        stores.Documents.BeforeReplace = (collection, _) =>
        {
            if (collection != "webhook-deliveries") return;
            tries++;
            throw new IOException("away");
        };

        await using var host = await FeedbackHost.StartAtAsync(stores, 0, clock);
        await Eventually.TrueAsync(() => tries > 0, "the first try");
        stores.Documents.BeforeReplace = null;

        await AsTimePassesAsync(
            clock,
            async () => (string)(await stores.AllAsync("webhook-deliveries")).Single().Body["state"]! == "failed",
            "the delivery to fail");
    }

    [Fact]
    public async Task Nothing_is_sent_unless_the_settings_name_an_endpoint()
    {
        var stores = Stores(new WebhookReceiver());
        await stores.QueueRoundAsync("r1", 1);
        await using var host = await FeedbackHost.StartAsync(stores);

        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");

        Assert.Empty(await stores.AllAsync("webhook-deliveries"));
    }

    [Theory]
    [InlineData("http://lab.example/", Secret, "Webhooks:0:Url")]
    [InlineData("https://user:pass@lab.example/", Secret, "Webhooks:0:Url")]
    [InlineData("/hook", Secret, "Webhooks:0:Url")]
    [InlineData(Url, "whsec_c2hvcnQ=", "Webhooks:0:Secret")]
    [InlineData(Url, "changeme", "Webhooks:0:Secret")]
    public async Task An_endpoint_that_breaks_a_rule_stops_the_process(string url, string secret, string expected)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () =>
                FeedbackHost.StartAsync(
                    new FeedbackStores(), settings: [("Webhooks:0:Url", url), ("Webhooks:0:Secret", secret)]));

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain(secret, error.Message);
    }

    // The example of the reference implementations of the Standard Webhooks specification.
    [Fact]
    public void The_signature_is_that_of_the_specification() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(
                Convert.FromBase64String(Secret["whsec_".Length..]),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                """{"test": 2432232314}"""));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_the_public_Internet_is_called(string address, bool expected) =>
        Assert.Equal(expected, GlobalAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task No_spelling_of_a_local_address_is_connected_to(string host)
    {
        using var listener = Listening();
        using var transport = new WebhookTransport();

        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () =>
                transport.PostAsync(
                    new Uri($"http://{host}:{Port(listener)}/"),
                    "{}",
                    new Dictionary<string, string>(),
                    CancellationToken.None));

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        using var listener = Listening();
        using var transport = new WebhookTransport(_ => true);
        var sent = transport.PostAsync(
            new Uri($"http://127.0.0.1:{Port(listener)}/"),
            "{}",
            new Dictionary<string, string>(),
            CancellationToken.None);

        using (var client = await listener.AcceptTcpClientAsync())
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{Port(listener)}/again\r\nContent-Length: " +
                        $"0\r\n\r\n"));

        Assert.Equal(302, await sent);
        Assert.False(listener.Pending());
    }

    private static FeedbackStores Stores(WebhookReceiver receiver) =>
        new() { Instead = services => services.AddSingleton<IWebhookTransport>(receiver) };

    /// <summary>
    /// Moves the clock until a condition holds. The next try is due some time after the last one was recorded, and that
    /// may be after a single move of the clock.
    /// </summary>
    private static Task AsTimePassesAsync(TestClock clock, Func<Task<bool>> condition, string what) =>
        Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                return condition();
            },
            what);

    private static async Task<JsonNode> LogAsync(FeedbackHost host, string key) =>
        JsonNode.Parse(
            await (await host.GetAsync("/api/v1/webhooks/deliveries", key))
                .EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["deliveries"]!
                .AsArray().Single()!;

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}

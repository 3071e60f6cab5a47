using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Sign-in while others send garbage.</summary>
[Collection(nameof(Alone))]
public sealed class SignInFloodTests(ITestOutputHelper output)
{
    private const string Password = "correct horse battery", Path = "/api/v1/session";
    private const int Connections = 150, QuietSignIns = 6, SignIns = 24, Places = 4;

    /// <summary>
    /// How many quiet sign-ins long a sign-in may take: two checks of the garbage's address may be ahead of it (see
    /// PasswordChecks), and the garbage itself takes processors.
    /// </summary>
    private const int MostSlower = 20;

    /// <summary>With the limits per address, and with the bounded queue of password checks alone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Slow]
    public async Task A_hundred_and_fifty_connections_of_garbage_do_not_delay_a_sign_in_from_elsewhere(bool limits)
    {
        (string, string)[] settings = [("SignInsPerMinute", "1000")];
        if (!limits)
            settings =
            [
                .. settings,
                ("SignInsPerMinuteAndAddress", "1000000"),
                ("SignInsPerMinuteInAll", "10000000"),
            ];
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores(), settings: settings);
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        var elsewhere = Enumerable.Range(2, Places).Select(i => From($"127.0.0.{i}", host)).ToList();
        var quiet = (await SignInsAsync(elsewhere, QuietSignIns))[QuietSignIns / 2];
        using var stop = new CancellationTokenSource();
        var garbage = Enumerable.Range(0, Connections).Select(i => FloodAsync(host, i, stop.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2));

        var waits = await SignInsAsync(elsewhere, SignIns);

        elsewhere.ForEach(client => client.Dispose());
        await stop.CancelAsync();
        var statuses = (await Task.WhenAll(garbage)).SelectMany(s => s).GroupBy(s => s)
            .Select(g => $"{g.Count()} × {g.Key}");
        var (median, slowest) = (waits[SignIns / 2], waits[^2]);   // the machine may stand still once
        output.WriteLine(
            $"limits {limits}: quiet {quiet.TotalMilliseconds:0} ms, median {median.TotalMilliseconds:0} ms, " +
                $"slowest but one {slowest.TotalMilliseconds:0} ms, garbage {string.Join(", ", statuses)}");
        Assert.True(
            slowest < MostSlower * quiet,
            $"expected at most {MostSlower} quiet sign-ins of {quiet}, found {slowest}");
    }

    /// <summary>How long sign-ins from several places in turn take, the shortest first.</summary>
    private static async Task<List<TimeSpan>> SignInsAsync(List<HttpClient> places, int count)
    {
        var waits = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            var watch = Stopwatch.StartNew();
            var answer = await places[i % Places].PostAsJsonAsync(Path, new { name = "anna", password = Password });
            waits.Add(watch.Elapsed);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        waits.Sort();
        return waits;
    }

    [Fact]
    public async Task A_flood_from_many_addresses_keeps_nobody_out_who_has_signed_in_before()
    {
        await using var host = await FeedbackHost.StartAsync(
            new FeedbackStores(), settings: [("SignInsPerMinute", "1000"), ("SignInsPerMinuteInAll", "60")]);
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        var places = Enumerable.Range(0, Places).Select(_ => From("127.0.0.9", host)).ToList();
        await SignInsAsync(places, 1);
        var others = Enumerable.Range(1, 40).Select(i => From($"127.0.1.{i}", host)).ToList();

        var garbage = await Task.WhenAll(
            others.Select((http, i) => http.PostAsJsonAsync(Path, new { name = $"n{i}", password = "no" })));

        await SignInsAsync(places, 3);
        Assert.InRange(garbage.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests), 20, 40);
        foreach (var http in others.Concat(places)) http.Dispose();
    }

    [Fact]
    public async Task Too_many_checks_at_once_are_turned_away_with_a_time_to_come_back()
    {
        await using var host = await FeedbackHost.StartAsync(
            new FeedbackStores(),
            settings: [("SignInsPerMinute", "1000"), ("SignInsPerMinuteAndAddress", "1000")]);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(
                i => host.Client.PostAsJsonAsync(Path, new { name = $"n{i}", password = Password })));

        var busy = answers.Where(a => a.StatusCode == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.NotEmpty(busy);
        Assert.All(busy, a => Assert.NotNull(a.Headers.RetryAfter));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_no_password_can_be_costs_no_check()
    {
        await using var host = await FeedbackHost.StartAsync(
            new FeedbackStores(),
            settings:
            [
                ("SignInsPerMinute", "1000"),
                ("SignInsPerMinuteAndAddress", "1000"),
                ("SignInsPerMinuteInAll", "100000"),
            ]);
        await RefusedAsync(host, Password);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++) await RefusedAsync(host, Password);
        var checks = watch.Elapsed;
        watch.Restart();

        for (var i = 0; i < 10; i++)
        {
            await RefusedAsync(host, new string('x', 9));
            await RefusedAsync(host, new string('x', 257));
            await RefusedAsync(host, Password, name: "../anna");
        }

        Assert.True(
            watch.Elapsed < checks / 2, $"expected less than half of 10 checks, {checks}, found {watch.Elapsed}");
    }

    private static Task RefusedAsync(FeedbackHost host, string password, string name = "anna") =>
        ExpectProblem.Async(401, "sign-in-refused", host.Client.PostAsJsonAsync(Path, new { name, password }));

    [Theory]
    [InlineData("SignInsPerMinuteAndAddress", "5", 5)]
    [InlineData("SignInsPerMinuteInAll", "60", 5)]
    public async Task Addresses_and_the_service_have_limits_of_their_own(string setting, string value, int most)
    {
        await using var host = await FeedbackHost.StartAsync(
            new FeedbackStores(), settings: [("SignInsPerMinute", "1000"), (setting, value)]);

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 3 * most; i++)
            answers.Add(await host.Client.PostAsJsonAsync(Path, new { name = $"n{i}", password = "no" }));

        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(refused.Count, most, 2 * most);
        Assert.All(refused, a => Assert.NotNull(a.Headers.RetryAfter));
    }

    [Fact]
    public async Task A_flood_without_a_key_uses_up_the_requests_of_its_own_address_alone()
    {
        await using var host = await FeedbackHost.StartAsync(
            new FeedbackStores(), settings: [("RequestsPerMinute", "5")]);
        using var elsewhere = From("127.0.0.2", host);

        for (var i = 0; i < 6; i++) await host.Client.GetAsync("/api/v1/sign-in");

        await ExpectProblem.Async(429, "too-many-requests", host.Client.GetAsync("/api/v1/sign-in"));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/sign-in")).StatusCode);
    }

    [Fact]
    public async Task Over_http_from_elsewhere_nobody_signs_in()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        await host.Services.GetRequiredService<RaterRegistry>().SetPasswordAsync("anna", RaterRole.Rater, Password);
        var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(new { name = "anna", password = Password }),
            Headers = { Host = "pathalign.example" },
        };

        var answer = await ExpectProblem.Async(403, "https-required", host.Client.SendAsync(request));

        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    private static HttpClient From(string address, FeedbackHost host) =>
        new(new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = host.Client.BaseAddress,
        };

    private static async Task<IReadOnlyList<int>> FloodAsync(FeedbackHost host, int number, CancellationToken cancel)
    {
        using var http = From("127.0.0.1", host);
        var statuses = new List<int>();
        for (var i = 0; !cancel.IsCancellationRequested; i++)
            try
            {
                var body = new StringContent(
                    $$"""{"name":"n{{number}}-{{i}}","password":"{{Password}}"}""", Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(Path, body, cancel);
                statuses.Add((int)answer.StatusCode);
            }
            catch (OperationCanceledException)
            {
                // the end of the test
            }
        return statuses;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PathAlign.Contracts.Datasets;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Web;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>What operators see of a round that really ran.</summary>
[Browser]
public sealed class OperatorViewTests(TinyRound round, Chromium chromium) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private Home _home = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _home = new Home(await round.CopyHomeAsync(_folder));
        _app = EmbeddedHost.Build(_home);
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.First());
        var key = await _app.Services.GetRequiredService<RaterRegistry>()
            .RegisterAsync("ops", RaterRole.Operator, RaterKind.Human);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _home.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_round_is_listed_with_every_step_done_and_what_came_of_it()
    {
        var found = Assert.Single((await JsonAsync("/api/v1/rounds"))["rounds"]!.AsArray())!;

        string[] steps = ["draw", "rate", "learn", "finetune", "compare", "rate-comparison", "decide"];
        Assert.Contains((string)found["state"]!, (string[])["promoted", "rejected"]);
        Assert.Equal(
            steps.Select(name => $"{name} done"),
            found["steps"]!.AsArray().Take(steps.Length).Select(s => $"{s!["name"]} {s["state"]}"));
        Assert.Equal(TinyRound.Classes * TinyRound.ImagesPerClass, (int)found["steps"]![1]!["done"]!);
        Assert.Equal((string)found["state"]! == "rejected", found["objections"]!.AsArray().Count > 0);
        Assert.StartsWith("weights/", (string)found["adapterKey"]!);
        Assert.StartsWith("reports/", (string)found["reportKey"]!);
    }

    [Fact]
    public async Task The_report_is_a_page_that_may_do_nothing()
    {
        var id = (string)(await JsonAsync("/api/v1/rounds"))["rounds"]![0]!["roundId"]!;

        var answer = await _client.GetAsync($"/api/v1/rounds/{id}/report");

        Assert.Equal(
            ("text/html", true),
            (
                answer.Content.Headers.ContentType!.MediaType,
                answer.Headers.GetValues("Content-Security-Policy")
                    .Single()
                    .Contains("sandbox", StringComparison.Ordinal)));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(id, page);
        Assert.Matches("Raters that the reward was learned from[^§]*simulated-pathologist[^§]*<td>1.000</td>", page);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/v1/rounds/another/report")).StatusCode);
    }

    [Fact]
    public async Task Images_are_found_by_set_class_and_verdict_page_by_page()
    {
        var id = (string)(await JsonAsync("/api/v1/rounds"))["rounds"]![0]!["roundId"]!;
        async Task<IReadOnlyList<JsonNode>> AllAsync(string query)
        {
            var (all, after) = (new List<JsonNode>(), (string?)null);
            do
            {
                var page = await JsonAsync(
                    $"/api/v1/rounds/{id}/images?count=7&{query}{(after is null ? "" : $"&after={after}")}");
                all.AddRange(page["images"]!.AsArray()!);
                after = (string?)page["next"];
            }
            while (after is not null);
            return all;
        }

        var training = await AllAsync("");
        var compared = await AllAsync("purpose=evaluation");
        var (plausible, implausible) = (await AllAsync("verdict=plausible"), await AllAsync("verdict=implausible"));

        Assert.Equal(
            TinyRound.Classes * TinyRound.ImagesPerClass, training.Select(i => (string)i["id"]!).Distinct().Count());
        Assert.Equal(TinyRound.ImagesPerClass, (await AllAsync("class=TUM")).Count);
        Assert.Equal(training.Count, plausible.Count + implausible.Count);
        Assert.All(implausible, i => Assert.Equal("implausible", (string)i["ratings"]![0]!["verdict"]!));
        Assert.Equal(["after", "before"], compared.Select(i => (string)i["arm"]!).Distinct().Order());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/v1/rounds/another/images")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await _client.GetAsync($"/api/v1/rounds/{id}/images?class=KIDNEY")).StatusCode);
    }

    [Theory]
    [InlineData(1280, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task With_the_keyboard_from_a_round_to_an_image_and_where_it_comes_from(
        int width, int height, ColorScheme theme)
    {
        await using var page = await RatingPage.OpenAsync(
            await chromium.BrowserAsync(), _client.BaseAddress!, width, height, theme);
        var suffix = $"-{width}-{theme}".ToLowerInvariant();
        await page.SignInAsync(_app.Services, "olga", RaterRole.Operator);
        await page.Page.WaitForSelectorAsync("#rounds-chart canvas");
        Assert.Contains("plausible share", await page.TextAsync(".round p"));
        await CheckAsync("rounds");

        await page.PressAsync("v");
        await page.Page.WaitForFunctionAsync(
            "count => document.querySelectorAll('#images-grid img[src^=blob]').length === count",
            TinyRound.Classes * TinyRound.ImagesPerClass);
        await CheckAsync("images");
        Assert.Equal(
            ["all", .. DatasetDescription.Colorectal.Codes],
            await page.Page.Locator("#images-class option").AllTextContentsAsync());
        await page.Page.Locator("#images-grid button").First.FocusAsync();
        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#lineage[open] table");
        Assert.Matches("base sha256\\s+[0-9a-f]{64}", await page.TextAsync("#lineage-content"));
        await CheckAsync("lineage");
        await page.PressAsync("Escape");

        await page.PressAsync("a");
        await page.Page.WaitForSelectorAsync("#agreement-tables table");
        await page.SignOutAsync();
        page.ExpectNoFaults();

        async Task CheckAsync(string where)
        {
            await page.ScreenshotAsync($"operator-{where}{suffix}");
            await Accessibility.ExpectNoneAsync(page.Page, where + suffix);
        }
    }

    [Fact]
    public async Task A_parked_job_says_why_and_is_driven_again()
    {
        var jobs = _app.Services.GetRequiredService<JobStore>();
        var decide = (await jobs.ListAsync()).Jobs.Single(job => job.Kind == "decide-adapter");
        await jobs.UpdateAsync(
            decide.Id,
            job => job with { State = JobState.Failed, Error = "the disk was full", Outgoing = [] },
            CancellationToken.None);
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), _client.BaseAddress!);
        await page.SignInAsync(_app.Services, "olga", RaterRole.Operator);
        Assert.Contains("Decide: the disk was full", await page.TextAsync(".parked"));
        await page.ScreenshotAsync("operator-parked");
        await Accessibility.ExpectNoneAsync(page.Page, "parked");

        await page.Page.Locator(".parked button").FocusAsync();
        await page.PressAsync("Enter");

        await page.Page.WaitForSelectorAsync(
            ".round .badge[data-state='promoted'], .round .badge[data-state='rejected']");
        Assert.Equal(
            decide.Outgoing.Select(e => e.Body.ToJsonString()),
            (await jobs.GetAsync(decide.Id))!.Outgoing.Select(e => e.Body.ToJsonString()));
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task An_operator_promotes_an_adapter_and_rolls_back_and_it_is_kept_who_and_why()
    {
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), _client.BaseAddress!);
        await page.SignInAsync(_app.Services, "olga", RaterRole.Operator);

        await ChangeAsync(".round .actions button:has-text('champion')", "looks right to three of us");
        await page.Page.WaitForSelectorAsync(".badge[data-state='champion']");
        await page.ScreenshotAsync("operator-champion");
        await Accessibility.ExpectNoneAsync(page.Page, "champion");
        await ChangeAsync("#champions-back", "the stain is off");
        await page.Page.WaitForSelectorAsync(
            ".badge[data-state='champion']", new() { State = WaitForSelectorState.Detached });

        var table = await page.TextAsync("#champions-table");
        Assert.Matches(
            "(?s)none: the bare generator.*olga.*the stain is off.*round-5-1.*olga.*looks right to three of us", table);
        var log = await _app.Services.GetRequiredService<AuditLog>().VerifyAsync();
        Assert.Null(log.Fault);
        var planKey = (string)(await JsonAsync("/api/v1/rounds"))["rounds"]![0]!["planKey"]!;
        var generator = (string)(await JsonAsync($"/api/v1/objects/{planKey}"))["generatorKey"]!;
        var champions = (
            await JsonAsync($"/api/v1/champions/{Path.GetFileNameWithoutExtension(generator)}/history"))["champions"]!
                .AsArray();
        Assert.Equal([null, "round-5-1"], champions.Select(c => (string?)c!["roundId"]));
        page.ExpectNoFaults();

        async Task ChangeAsync(string button, string reason)
        {
            await page.Page.Locator(button).First.FocusAsync();
            await page.PressAsync("Enter");
            await page.Page.WaitForSelectorAsync("#champion[open]");
            await page.TypeAsync(reason);
            await page.PressAsync("Tab");
            await page.PressAsync("Enter");
            await page.Page.WaitForFunctionAsync("() => !document.getElementById('champion').open");
        }
    }

    [Theory]
    [InlineData("{\"roundId\":\"another\",\"reason\":\"r\"}", "expected a round that was decided")]
    [InlineData("{\"roundId\":\"round-5-1\",\"reason\":\"r\"}", "expected a round of this generator")]
    [InlineData("{\"reason\":\"r\"}", "the generator already draws without an adapter")]
    [InlineData("{\"roundId\":\"round-5-1\",\"reason\":\" \"}", "reason: expected 1 to 500 characters")]
    [InlineData("{\"roundId\":\"round-5-1\"}", "reason")]
    public async Task A_change_that_breaks_a_rule_is_refused_and_says_why(string body, string why)
    {
        var answer = await _client.PostAsync(
            $"/api/v1/champions/{new string('0', 64)}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(
            (HttpStatusCode.BadRequest, true),
            (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Contains(why, StringComparison.Ordinal)));
        Assert.Empty((await JsonAsync($"/api/v1/champions/{new string('0', 64)}/history"))["champions"]!.AsArray());
    }

    private async Task<JsonNode> JsonAsync(string path) => (await _client.GetFromJsonAsync<JsonNode>(path))!;
}

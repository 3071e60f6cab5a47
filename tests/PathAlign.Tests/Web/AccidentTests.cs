using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PathAlign.Contracts.Plans;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>What a hand or a browser does by accident rates nothing and loses nothing.</summary>
[Browser]
public sealed class AccidentTests(Chromium chromium)
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_verdict_on_a_tile_that_has_only_just_appeared_does_not_count()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("MinLookMs", "250"));
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.StockedAsync();
        await page.Page.Clock.InstallAsync();
        await page.Page.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));   // time passes when this test says so
        await page.Page.Clock.RunForAsync(1000);
        await page.PressForNextAsync("5");
        var second = await page.ShownAsync();

        await page.PressAsync("5");
        await page.Page.Clock.RunForAsync(100);
        await page.PressAsync("5");

        Assert.Equal(second, await page.ShownAsync());
        Assert.Contains("Too soon", await page.TextAsync("#status-note"));
        await page.ScreenshotAsync("too-soon");
        await page.Page.Clock.RunForAsync(300);
        await page.PressForNextAsync("4");
        await page.Page.Clock.ResumeAsync();
        await page.SavedAsync();
        var ratings = await _stores.RatingsAsync();
        Assert.Equal(["plausible", "rather-plausible"], ratings.Select(r => (string)r["verdict"]!).Order());
        Assert.All(ratings, r => Assert.True((int)r["lookedMs"]! >= 250));
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_double_click_rates_one_tile_and_Space_after_a_click_rates_none()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.StockedAsync();

        await page.Page.Locator(".verdict").Last.DblClickAsync();
        await page.SavedAsync();
        Assert.Single(await _stores.RatingsAsync());
        Assert.Contains("double click", await page.TextAsync("#status-note"));

        await page.PressAsync(" ");
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('zoom').getAttribute('aria-pressed') === 'true'");
        await page.SavedAsync();
        Assert.Single(await _stores.RatingsAsync());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_key_held_down_on_a_button_is_one_verdict()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.StockedAsync();
        await page.Page.Locator(".verdict").Last.FocusAsync();

        for (var i = 0; i < 5; i++) await page.Page.Keyboard.DownAsync("Enter");   // a repeat, from the second on
        await page.Page.Keyboard.UpAsync("Enter");
        await page.SavedAsync();

        Assert.Single(await _stores.RatingsAsync());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task What_is_entered_on_a_tile_survives_undo_an_escape_and_a_reload()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.PressForNextAsync("5");
        await page.PressAsync("c");
        await page.PressAsync("m");
        await page.TypeAsync("nuclei too large");
        await page.PressAsync("Escape");
        await page.Page.WaitForFunctionAsync("() => !document.getElementById('remark-dialog').open");

        await page.PressForNextAsync("u");
        await page.PressForNextAsync("Escape");
        await ExpectEnteredAsync(page);
        await page.SavedAsync();
        await page.Page.ReloadAsync();
        await page.Page.WaitForSelectorAsync("#stage img");
        await ExpectEnteredAsync(page);
        await page.PressForNextAsync("1");
        await page.SavedAsync();

        var rating = (await _stores.RatingsAsync()).Single(r => (string)r["verdict"]! == "implausible");
        Assert.Equal(
            ("""["chromatin"]""", "nuclei too large"), (rating["faults"]!.ToJsonString(), (string)rating["remark"]!));
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task What_was_entered_for_a_rating_that_is_refused_is_said_and_kept()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.Page.RouteAsync("**/api/v1/ratings", route => route.FulfillAsync(new()
        {
            Status = 422,
            ContentType = "application/problem+json",
            Body = """{"type":"urn:pathalign:problem:invalid-rating","title":"The rating is invalid","status":422}""",
        }));
        await page.PressAsync("c");
        await page.PressAsync("m");
        await page.TypeAsync("nuclei too large");
        await page.PressAsync("Escape");
        await page.PressForNextAsync("1");

        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('announcer').textContent.includes('nuclei too large')");
        await page.Page.UnrouteAsync("**/api/v1/ratings");
        await page.Page.ReloadAsync();
        await page.Page.WaitForSelectorAsync("#stage img");
        await ExpectEnteredAsync(page);
        Assert.Empty(await _stores.RatingsAsync());
    }

    [Fact]
    public async Task Undo_works_after_a_reload()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "600"));
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.PressAsync("n");
        await page.PressForNextAsync("1");
        await page.SavedAsync();
        await page.Page.ReloadAsync();
        await page.Page.WaitForSelectorAsync("#stage img");

        await page.PressForNextAsync("u");
        Assert.Equal("true", await page.Page.Locator(".criterion").First.GetAttributeAsync("aria-pressed"));
        await page.PressForNextAsync("4");
        await page.SavedAsync();

        Assert.Equal(
            [("implausible", 0), ("rather-plausible", 1)],
            (await _stores.RatingsAsync()).Select(r => ((string)r["verdict"]!, (int)r["revision"]!))
                .OrderBy(r => r.Item2));
        Assert.Single((await _stores.RatingsAsync()).Select(r => (string)r["imageId"]!).Distinct());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_sheet_is_confirmed_counted_sized_steadily_and_taken_back_as_a_whole_or_by_tile()
    {
        await _stores.QueueRoundAsync("r1", 60);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "600"));
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.PressForNextAsync("5");
        await page.PressAsync("g");
        await SheetOfAsync(page, 24);
        await page.PressAsync("x");
        await page.PressAsync("ArrowRight");
        await page.PressAsync("x");

        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#ask[open]");
        await page.ScreenshotAsync("sheet-ask");
        Assert.Equal("Rate 24 tiles?", await page.TextAsync("#ask-title"));
        Assert.StartsWith("2 implausible", await page.TextAsync("#ask-text"));
        await page.PressAsync("Escape");
        await page.SavedAsync();
        Assert.Single(await _stores.RatingsAsync());   // nothing of the sheet

        await page.PressAsync("Enter");
        await page.AgreeAsync();
        Assert.StartsWith("25 of 50, 35 left", await page.TextAsync("#progress-text"));
        await SheetOfAsync(page, 24);

        await page.PressAsync("u");            // the whole sheet, with its marks
        await page.Page.WaitForSelectorAsync("#sheet.revisiting");
        await SheetOfAsync(page, 24);
        Assert.Equal(2, await page.Page.Locator(".sheet-tile[aria-pressed=true]").CountAsync());
        await page.ScreenshotAsync("sheet-again");
        await page.PressAsync("x");
        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#ask[open]");
        Assert.Equal("Change 1 tile?", await page.TextAsync("#ask-title"));
        await page.AgreeAsync();
        await SheetOfAsync(page, 24);
        await page.PressAsync("Enter");
        await page.AgreeAsync();
        await SheetOfAsync(page, 11);          // all that are left

        await page.PressAsync("g");
        await page.Page.WaitForSelectorAsync("#rating:not([hidden])");
        await page.PressForNextAsync("u");     // and a tile of the last sheet alone
        await page.PressForNextAsync("2");
        await page.SavedAsync();
        var ratings = await _stores.RatingsAsync();
        Assert.Equal(
            [(0, 49), (1, 2)],
            ratings.GroupBy(r => (int)r["revision"]!).Select(g => (g.Key, g.Count())).Order());
        Assert.Equal(
            ["plausible", "rather-implausible"],
            ratings.Where(r => (int)r["revision"]! == 1).Select(r => (string)r["verdict"]!).Order());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task Tiles_of_a_sheet_that_were_not_on_the_screen_stay_unrated()
    {
        await _stores.QueueRoundAsync("r1", 24);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("MinLookMs", "1"));
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host, 390, 500);
        await page.SignInAsync(host);
        await page.Page.ClickAsync("#tool-sheet");
        await SheetOfAsync(page, 24);

        await PressUntilAskedAsync(page);
        Assert.Contains("not on the screen", await page.TextAsync("#ask-text"));
        await page.ScreenshotAsync("sheet-unseen");
        var rated = int.Parse((await page.TextAsync("#ask-title")).Split(' ')[1]);
        await AgreeUntilTakenAsync(page);
        await page.SavedAsync();

        Assert.InRange(rated, 1, 23);
        Assert.Equal(rated, (await _stores.RatingsAsync()).Count);
        await SheetOfAsync(page, 24 - rated);
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_reviewer_has_no_sheet()
    {
        await _stores.QueueRoundAsync("r1", 4, new RatingPlan { RatersPerImage = 2, DisputeFrom = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        foreach (var (name, verdict) in new[] { ("anna", "plausible"), ("bert", "implausible") })
        {
            var key = await host.RegisterAsync(name);
            for (var i = 0; i < 4; i++) await host.RateAsync($"r1-training-{i:000}", key, $"k{i}", verdict);
        }
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);
        await page.SignInAsync(host, "rita", RaterRole.Reviewer);
        await page.Page.WaitForSelectorAsync("#agreement-text:has-text('4 disputes wait for a reviewer.')");

        await page.PressAsync("d");
        await page.Page.WaitForSelectorAsync("#stage img");
        await page.PressAsync("g");

        Assert.False(await page.Page.Locator("#tool-sheet").IsVisibleAsync());
        Assert.False(await page.Page.Locator("#sheet").IsVisibleAsync());
        Assert.True(await page.Page.Locator("#rating").IsVisibleAsync());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task No_letter_signs_out_and_sign_out_asks_when_work_is_open()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.PressAsync("q");
        await page.PressAsync("c");
        await page.Page.FocusAsync("#tool-sign-out");

        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#ask[open]");
        await page.ScreenshotAsync("sign-out-ask");
        Assert.Contains("1 tile has criteria or a remark without a verdict.", await page.TextAsync("#ask-text"));
        await page.PressAsync("Escape");
        Assert.True(await page.Page.Locator("#rating").IsVisibleAsync());

        await page.Page.FocusAsync("#tool-sign-out");
        await page.PressAsync("Enter");
        await page.AgreeAsync();
        await page.Page.WaitForSelectorAsync("#sign-in:not([hidden])");
        await page.Page.FillAsync("#password", RatingPage.Password);
        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#stage img");
        Assert.Equal(1, await page.Page.Locator(".criterion[aria-pressed=true]").CountAsync());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task One_tab_rates_and_another_takes_over_when_asked()
    {
        await _stores.QueueRoundAsync("r1", 20);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.PressAsync("c");
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("/");

        await second.WaitForSelectorAsync("#empty-title:has-text('Rating goes on in another tab')");
        Assert.False(await second.Locator("#rating").IsVisibleAsync());
        await page.ScreenshotAsync("first-tab");
        await second.ClickAsync("#rate-here");
        await second.WaitForSelectorAsync("#stage img");
        await page.Page.WaitForSelectorAsync("#empty-title:has-text('Rating goes on in another tab')");
        await page.ScreenshotAsync("another-tab");
        Assert.Equal(1, await second.Locator(".criterion[aria-pressed=true]").CountAsync());
        await page.PressAsync("5");   // the tab that lost the desk
        await second.Keyboard.PressAsync("1");
        await second.WaitForFunctionAsync("() => document.getElementById('status-sync').dataset.state === 'saved'");
        await second.CloseAsync();
        await page.Page.WaitForSelectorAsync("#rating:not([hidden]) #stage img");

        Assert.Equal("implausible", (string)(await _stores.RatingsAsync()).Single()["verdict"]!);
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_tab_whose_rater_was_replaced_in_another_tab_rates_nothing_for_the_other()
    {
        await _stores.QueueRoundAsync("r1", 20, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        await host.Services.GetRequiredService<RaterRegistry>()
            .SetPasswordAsync("bert", RaterRole.Rater, RatingPage.Password);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync("/");
        await second.WaitForSelectorAsync("#rate-here:not([hidden])");
        await second.ClickAsync("#tool-sign-out");
        await second.WaitForSelectorAsync("#sign-in:not([hidden])");

        await second.FillAsync("#name", "bert");
        await second.FillAsync("#password", RatingPage.Password);
        await second.Keyboard.PressAsync("Enter");
        await second.WaitForSelectorAsync("#stage img");

        await page.Page.WaitForSelectorAsync("#sign-in-error:has-text('Sign in again; nothing is lost.')");
        Assert.False(await page.Page.Locator("#app").IsVisibleAsync());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_rater_sees_what_is_rated_kept_and_awaited()
    {
        await _stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("ReservationMinutes", "30"));
        var bert = await host.RegisterAsync("bert");
        await host.GetAsync("/api/v1/queue/next?count=4", bert);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('progress-text').textContent.includes('6')");

        await page.Page.ClickAsync("#progress-text");
        await page.Page.WaitForSelectorAsync("#mine[open]");
        await page.ScreenshotAsync("my-items");
        await Accessibility.ExpectNoneAsync(page.Page, "my items");
        var mine = await page.TextAsync("#mine-studies");
        foreach (var words in new[] { "Rated by you", "Kept for you", "at most 6" }) Assert.Contains(words, mine);
        await page.PressAsync("Escape");
        await page.PressForNextAsync("5");
        await page.PressAsync("5");

        await page.Page.WaitForSelectorAsync("#empty-text:has-text('Other raters have tiles until about')");
        await page.ScreenshotAsync("waits");
        Assert.Contains("You have rated 2 in the open study.", await page.TextAsync("#empty-text"));
        Assert.DoesNotContain("left", await page.TextAsync("#progress-text"));
        page.ExpectNoFaults();
    }

    private static Task SheetOfAsync(RatingPage page, int tiles) =>
        page.Page.WaitForFunctionAsync(
            "tiles => document.querySelectorAll('#sheet:not([hidden]) .sheet-tile').length === tiles", tiles);

    private static Task PressUntilAskedAsync(RatingPage page) => Eventually.TrueAsync(
        async () =>
        {
            await page.PressAsync("Enter");
            return await page.Page.Locator("#ask[open]").CountAsync() == 1;
        },
        "the question");

    private static Task AgreeUntilTakenAsync(RatingPage page) => Eventually.TrueAsync(
        async () =>
        {
            await page.PressAsync("Enter");
            return await page.Page.Locator("#ask[open]").CountAsync() == 0;
        },
        "the answer");

    private static async Task ExpectEnteredAsync(RatingPage page)
    {
        Assert.Equal(1, await page.Page.Locator(".criterion[aria-pressed=true]").CountAsync());
        await page.PressAsync("m");
        Assert.Equal("nuclei too large", await page.Page.InputValueAsync("#remark-text"));
        await page.PressAsync("Escape");
        await page.Page.WaitForFunctionAsync("() => !document.getElementById('remark-dialog').open");
    }
}

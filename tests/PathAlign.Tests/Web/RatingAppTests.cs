using Microsoft.Playwright;
using PathAlign.Contracts.Plans;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>The app as a rater uses it: with the keyboard alone.</summary>
[Browser]
public sealed class RatingAppTests(Chromium chromium)
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task An_organisations_own_sign_in_is_two_keys_away()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var provider = await TestProvider.StartAsync();
        await using var host = await FeedbackHost.StartAsync(_stores, settings: provider.Settings);
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);
        await page.Page.WaitForSelectorAsync("#provider:has-text('Sign in at the lab')");
        await page.Page.WaitForFunctionAsync("() => document.activeElement?.id === 'name'");
        await page.ScreenshotAsync("sign-in-provider");

        provider.Person["roles"] = "visitor";
        await EnterAsync();
        await page.Page.WaitForSelectorAsync("#sign-in-error:has-text('gave you no role')");
        provider.Person["roles"] = "pathalign-rater";
        await EnterAsync();
        await page.Page.WaitForSelectorAsync("#stage img");

        Assert.Equal("anna-b-lab-org, rater", await page.TextAsync("#status-rater"));

        async Task EnterAsync()
        {
            await page.Page.WaitForSelectorAsync("#provider:not([hidden])");
            await page.Page.FocusAsync("#sign-in-form button.primary");
            await page.PressAsync("Tab");
            await page.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task From_sign_in_to_sign_out_the_keyboard_is_enough()
    {
        await _stores.QueueRoundAsync("r1", 12, new RatingPlan { ExamplesPerClass = 3 });
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "60"));
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);
        await page.ScreenshotAsync("sign-in");
        await page.SignInAsync(host);
        await page.ScreenshotAsync("rating");

        await page.PressAsync("c");
        await page.PressAsync("a");
        await page.ScreenshotAsync("criteria");
        await page.PressForNextAsync("2");
        await page.PressForNextAsync("5");
        await page.PressAsync("m");
        await page.TypeAsync("a remark");
        await page.PressAsync("Enter");
        await page.Page.WaitForFunctionAsync("() => !document.getElementById('remark-dialog').open");
        await page.PressForNextAsync("1");
        await page.SavedAsync();

        var ratings = await _stores.RatingsAsync();
        Assert.Equal(
            ["implausible", "plausible", "rather-implausible"], ratings.Select(r => (string)r["verdict"]!).Order());
        var second = ratings.Single(r => (string)r["verdict"]! == "rather-implausible");
        Assert.Equal(["architecture", "chromatin"], second["faults"]!.AsArray().Select(f => (string)f!));
        Assert.Equal("a remark", (string)ratings.Single(r => (string)r["verdict"]! == "implausible")["remark"]!);
        Assert.All(ratings, r => Assert.InRange((int)r["lookedMs"]!, 1, 60_000));
        Assert.Equal("3 of 50, 9 left in this set", await page.TextAsync("#progress-text"));

        await page.SignOutAsync();
        Assert.Contains("\"ended\":true", (await _stores.AllAsync("sessions")).Single().Body.ToJsonString());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task Undo_shows_the_tile_before_with_what_was_said_and_takes_another_verdict()
    {
        await _stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "60"));
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        var first = await page.ShownAsync();
        await page.PressAsync("n");
        await page.PressForNextAsync("1");
        var second = await page.ShownAsync();

        await page.PressForNextAsync("u");
        Assert.Equal(first, await page.ShownAsync());
        Assert.Equal("true", await page.Page.Locator(".criterion").First.GetAttributeAsync("aria-pressed"));
        await page.ScreenshotAsync("undo");
        await page.PressAsync("n");
        await page.PressForNextAsync("4");
        Assert.Equal(second, await page.ShownAsync());
        await page.PressForNextAsync("u");
        await page.PressForNextAsync("Escape");
        Assert.Equal(second, await page.ShownAsync());
        await page.SavedAsync();

        Assert.Equal(
            [("implausible", 0, 1), ("rather-plausible", 1, 0)],
            (await _stores.RatingsAsync()).Select(
                r => ((string)r["verdict"]!, (int)r["revision"]!, r["faults"]!.AsArray().Count)).OrderBy(r => r.Item2));
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task What_is_put_off_comes_back_at_the_end_and_the_last_rating_can_still_be_changed()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "600"));
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        var first = await PixelsAsync(page);

        await page.PressForNextAsync("s");
        await page.PressForNextAsync("5");
        await page.PressForNextAsync("5");
        Assert.Equal(first, await PixelsAsync(page));
        await page.PressAsync("1");
        await page.Page.WaitForSelectorAsync("#empty:not([hidden])");
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('empty-title').textContent === 'Nothing to rate for now'");
        await page.ScreenshotAsync("empty");
        await page.PressAsync("u");
        await page.Page.WaitForSelectorAsync("#rating:not([hidden])");
        await page.PressAsync("5");
        await page.Page.WaitForSelectorAsync("#empty:not([hidden])");
        await page.SavedAsync();

        Assert.Equal(
            ["implausible", "plausible", "plausible", "plausible"],
            (await _stores.RatingsAsync()).Select(r => (string)r["verdict"]!).Order());
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task Two_tiles_side_by_side_are_told_apart_with_the_keyboard_alone()
    {
        await _stores.QueueRoundAsync("r1", 36, new RatingPlan { SideBySide = true, ExamplesPerClass = 1 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await _stores.QueueRoundAsync("r2", 9);
        Assert.Equal(2, await page.Page.Locator("#stage img").CountAsync());
        Assert.Equal(
            ["Left1", "Rather left2", "Alike3", "Rather right4", "Right5"],
            (
                await page.Page.Locator("#verdicts button").AllInnerTextsAsync()).Select(
                    t => string.Concat(t.Split('\n'))));
        await page.ScreenshotAsync("side-by-side");
        await Accessibility.ExpectNoneAsync(page.Page, "side by side");
        await page.PressAsync(" ");
        await page.ScreenshotAsync("side-by-side-zoomed");
        await page.PressAsync(" ");
        await page.PressAsync("i");
        await page.Page.WaitForSelectorAsync("#instructions[open] .of-pairs:not([hidden])");
        await page.PressAsync("Escape");
        await page.Page.SetViewportSizeAsync(390, 844);
        await page.ScreenshotAsync("side-by-side-390");
        await Accessibility.ExpectNoneAsync(page.Page, "side by side, narrow");
        await page.Page.SetViewportSizeAsync(1280, 800);
        await page.PressAsync("g");   // no sheet of pairs
        Assert.False(await page.Page.Locator("#sheet").IsVisibleAsync());

        foreach (var key in new[] { "ArrowLeft", "ArrowDown", "ArrowRight", "2" }) await page.PressForNextAsync(key);
        await page.PressForNextAsync("u");
        await page.PressForNextAsync("4");
        for (var i = 4; i < 17; i++) await page.PressForNextAsync("5");
        await page.PressForNextAsync("1");   // the last pair; then come single images, with the scale of theirs
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('#stage img').length === 1");
        Assert.Equal("Could this be", await page.TextAsync("#question-asked"));
        await page.PressForNextAsync("1");
        await page.SavedAsync();

        var said = (await _stores.RatingsAsync()).GroupBy(r => (string)r["verdict"]!)
            .ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["left"] = 2,
                ["alike"] = 1,
                ["right"] = 14,
                ["rather-left"] = 1,
                ["rather-right"] = 1,
                ["implausible"] = 1,
            },
            said);
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task The_sheet_rates_many_tiles_at_once()
    {
        await _stores.QueueRoundAsync("r1", 10);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);
        await page.Page.WaitForFunctionAsync("() => document.getElementById('status-sync').dataset.state === 'saved'");

        await page.PressAsync("g");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet-tile').length === 10");
        await page.PressAsync("ArrowRight");
        await page.PressAsync("x");
        await page.PressAsync("ArrowRight");
        await page.PressAsync("ArrowRight");
        await page.PressAsync("x");
        await page.ScreenshotAsync("sheet");
        await page.PressAsync("Enter");
        await page.AgreeAsync();
        await page.SavedAsync();

        var ratings = await _stores.RatingsAsync();
        Assert.Equal(
            (2, 8),
            (
                ratings.Count(r => (string)r["verdict"]! == "implausible"),
                ratings.Count(r => (string)r["verdict"]! == "plausible")));
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_rater_never_sees_what_ratings_are_worth_and_a_reviewer_never_rates()
    {
        await _stores.QueueRoundAsync("r1", 8, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        foreach (var (rater, name) in new[] { "anna", "bert" }.Index().Select(x => (x.Index, x.Item)))
        {
            var key = await host.RegisterAsync(name);
            for (var i = 0; i < 8; i++)
                await host.RateAsync(
                    $"r1-training-{i:000}",
                    key,
                    $"k{i}",
                    i % 3 == 0 || i % 4 == rater ? "implausible" : "plausible",
                    i % 3 == 0 ? ["chromatin"] : []);
        }
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);

        await page.SignInAsync(host, "rita", RaterRole.Reviewer);

        Assert.Contains("anna, bert", await page.TextAsync("#agreement-tables"));
        Assert.False(await page.Page.Locator("#rating").IsVisibleAsync());
        await page.ScreenshotAsync("agreement");
        await Accessibility.ExpectNoneAsync(page.Page, "agreement");
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task A_reviewer_sees_what_choices_between_two_tiles_are_worth()
    {
        await _stores.QueueRoundAsync("r1", 18, new RatingPlan { RatersPerImage = 2, SideBySide = true });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var pairs = (await _stores.AllAsync("images")).Select(d => (string)d.Body["publicId"]!).ToList();
        foreach (var (rater, name) in new[] { "anna", "bert" }.Index().Select(x => (x.Index, x.Item)))
        {
            var key = await host.RegisterAsync(name);
            foreach (var (i, id) in pairs.Index())
                await host.RateAsync(id, key, $"k{i}", i % 3 == 0 ? "alike" : i % 4 == rater ? "right" : "left");
        }
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host);

        await page.SignInAsync(host, "rita", RaterRole.Reviewer);

        Assert.Contains("18 ratings of 9 pairs by people", await page.TextAsync("#agreement-text"));
        var tables = await page.TextAsync("#agreement-tables");
        foreach (var words in new[] { "Every two raters, side by side", "anna, bert", "Alike", "Right tile chosen" })
            Assert.Contains(words, tables);
        Assert.DoesNotContain("Unsure", tables);
        await page.ScreenshotAsync("agreement-pairs");
        await Accessibility.ExpectNoneAsync(page.Page, "agreement-pairs");
        page.ExpectNoFaults();
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task A_reviewer_decides_where_raters_disagree_with_the_keyboard_alone(
        int width, int height, ColorScheme theme)
    {
        await _stores.QueueRoundAsync("r1", 6, new RatingPlan { RatersPerImage = 2, DisputeFrom = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "600"));
        foreach (var (rater, name) in new[] { "anna", "bert" }.Index().Select(x => (x.Index, x.Item)))
        {
            var key = await host.RegisterAsync(name);
            for (var i = 0; i < 6; i++)
                await host.RateAsync(
                    $"r1-training-{i:000}", key, $"k{i}", rater == 1 && i % 2 == 0 ? "implausible" : "plausible");
        }
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host, width, height, theme);
        await page.SignInAsync(host, "rita", RaterRole.Reviewer);

        await page.PressAsync("d");
        await page.Page.WaitForSelectorAsync("#stage img");
        Assert.Contains("Raters disagree: your verdict decides.", await page.TextAsync("#question"));
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('progress-text').textContent === '0 of 50, 3 left in this set'");
        await page.ScreenshotAsync($"decide-{width}-{theme}".ToLowerInvariant());
        await Accessibility.ExpectNoneAsync(page.Page, "decide");
        await page.PressAsync("c");
        await page.PressForNextAsync("2");
        await page.PressForNextAsync("u");
        await page.PressForNextAsync("1");
        await page.PressForNextAsync("5");
        await page.PressAsync("5");
        await page.Page.WaitForFunctionAsync(
            "() => document.getElementById('empty-title').textContent === 'Nothing to rate for now'");
        await page.SavedAsync();

        var decisions = (await _stores.RatingsAsync()).Where(r => (string)r["role"]! == "Decision").ToList();
        Assert.Equal(
            ["implausible 1", "plausible 0", "plausible 0", "rather-implausible 0"],
            decisions.Select(r => $"{r["verdict"]} {r["revision"]}").Order());
        Assert.All(decisions, r => Assert.Equal("rita", (string)r["rater"]!));
        await page.PressAsync("a");
        // the set still waits: what raters answered in it is not for who decides in it
        await page.Page.WaitForSelectorAsync("#agreement-text:has-text('No round')");
        Assert.False(await page.Page.Locator("#empty").IsVisibleAsync());
        await page.PressAsync("d");
        await page.Page.WaitForSelectorAsync("#empty:not([hidden])");
        await page.SignOutAsync();
        page.ExpectNoFaults();
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task No_view_breaks_a_rule_of_accessibility(int width, int height, ColorScheme theme)
    {
        await _stores.QueueRoundAsync("r1", 9, new RatingPlan { ExamplesPerClass = 3 });
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("UndoSeconds", "600"));
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host, width, height, theme);
        var suffix = $"-{width}-{theme}".ToLowerInvariant();
        await page.Page.WaitForSelectorAsync("#sign-in:not([hidden])");
        await CheckAsync("sign-in");
        await page.SignInAsync(host);
        await CheckAsync("rating");
        await page.PressAsync("c");
        await page.PressForNextAsync("2");
        await page.PressForNextAsync("u");
        await CheckAsync("undo");
        await page.PressForNextAsync("Escape");
        foreach (var (key, dialog) in new[] { ("?", "help"), ("i", "instructions"), ("m", "remark-dialog") })
        {
            await page.PressAsync(key);
            await page.Page.WaitForSelectorAsync($"#{dialog}[open]");
            await CheckAsync(dialog);
            await page.PressAsync("Escape");
            await page.Page.WaitForFunctionAsync("id => !document.getElementById(id).open", dialog);
        }
        await page.PressAsync("g");
        await page.Page.WaitForSelectorAsync(".sheet-tile");
        await page.PressAsync("x");
        await CheckAsync("sheet");
        await page.PressAsync("Enter");
        await page.Page.WaitForSelectorAsync("#ask[open]");
        await CheckAsync("ask");
        await page.AgreeAsync();
        await page.PressAsync("Escape");
        await page.Page.WaitForSelectorAsync("#empty:not([hidden])");
        await CheckAsync("empty");
        page.ExpectNoFaults();

        async Task CheckAsync(string where)
        {
            await page.ScreenshotAsync(where + suffix);
            await Accessibility.ExpectNoneAsync(page.Page, where + suffix);
        }
    }

    /// <summary>The picture itself: an item that comes anew has another address in the page.</summary>
    private static Task<string> PixelsAsync(RatingPage page) => page.Page.EvaluateAsync<string>(
        """
        () => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 4;
          const context = canvas.getContext('2d');
          context.drawImage(document.querySelector('#stage img'), 0, 0);
          return Array.from(context.getImageData(0, 0, 4, 4).data).join();
        }
        """);
}

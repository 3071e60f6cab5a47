using Microsoft.Playwright;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>The page that shows the API's document.</summary>
[Browser]
public sealed class ApiPageTests(Chromium chromium)
{
    [Theory]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task It_shows_every_operation_to_everybody_and_asks_no_other_server(ColorScheme theme, int width)
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        await using var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host, width, theme: theme);
        await page.Page.GotoAsync("/api#rateImage");
        await page.Page.WaitForSelectorAsync("#rateImage table");

        var operations = await OpenApiTests.OperationsAsync(host);
        var shown = await page.Page.EvalOnSelectorAllAsync<string[]>(
            "main article h3:has(.method)", "headings => headings.map(h => h.innerText.replace(/\\s+/g, ' '))");

        Assert.Equal(operations.Select(o => o.Name).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Contains("Idempotency-Key", await page.TextAsync("#rateImage"));
        await page.ScreenshotAsync($"api-{theme}");
        await Accessibility.ExpectNoneAsync(page.Page, $"/api, {theme}");
        page.ExpectNoFaults();
    }
}

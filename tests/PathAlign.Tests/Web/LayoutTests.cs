using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>No control leaves the page or overlaps another, from phones to large screens.</summary>
[Browser]
public sealed class LayoutTests(LayoutTests.Apps apps) : IClassFixture<LayoutTests.Apps>
{
    private const int NarrowestPage = 320;   // WCAG 2.2, 1.4.10
    private static readonly int[] _zooms = [1, 2, 4];

    public static TheoryData<int, int> Screens => new()
    {
        { 320, 640 },
        { 375, 812 },
        { 640, 360 },
        { 768, 1024 },
        { 1280, 800 },
        { 1366, 768 },
        { 1920, 1080 },
        { 2560, 1440 },
    };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Tiles_one_at_a_time(int width, int height)
    {
        var page = await apps.OneAtATimeAsync();
        foreach (var (key, view) in new[] { ("", "rating"), ("i", "instructions"), ("?", "help"), ("g", "sheet") })
        {
            await page.Page.WaitForFunctionAsync("() => !document.querySelector('dialog[open]')");
            if (key.Length > 0) await page.PressAsync(key);
            await CheckAsync(page, width, height, view);
            if (view is "instructions" or "help") await page.PressAsync("Escape");
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Tiles_side_by_side(int width, int height)
    {
        await CheckAsync(await apps.SideBySideAsync(), width, height, "pairs");
    }

    /// <summary>Both ways round, and at the browser's zooms that leave a page as wide as WCAG asks for.</summary>
    private static async Task CheckAsync(RatingPage page, int width, int height, string view)
    {
        var faults = new List<string>();
        foreach (var (w, h) in new[] { (width, height), (height, width) })
            foreach (var zoom in _zooms.Where(zoom => w / zoom >= NarrowestPage))
            {
                await page.Page.SetViewportSizeAsync(w / zoom, h / zoom);
                await page.ScreenshotAsync($"{view}-{w}x{h}-{zoom}00");
                faults.AddRange(
                    (await Layout.FaultsAsync(page.Page)).Select(fault => $"{view}, {w}×{h} at {zoom}00 %: {fault}"));
            }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>
    /// The app in a large window, signed in: opened when the first screen asks, loaded anew for each of the others.
    /// </summary>
    public sealed class Apps(Chromium chromium) : IAsyncDisposable
    {
        private readonly Dictionary<RatingPlan, (FeedbackHost Host, RatingPage Page)> _open = [];

        internal Task<RatingPage> OneAtATimeAsync() => OpenAsync(new RatingPlan { ExamplesPerClass = 4 });

        internal Task<RatingPage> SideBySideAsync() =>
            OpenAsync(new RatingPlan { ExamplesPerClass = 3, SideBySide = true });

        public async ValueTask DisposeAsync()
        {
            foreach (var (host, page) in _open.Values)
            {
                await page.DisposeAsync();
                await host.DisposeAsync();
            }
        }

        private async Task<RatingPage> OpenAsync(RatingPlan rating)
        {
            if (_open.TryGetValue(rating, out var app))
            {
                await app.Page.Page.SetViewportSizeAsync(RatingPage.Width, RatingPage.Height);
                await app.Page.Page.ReloadAsync();
                await app.Page.Page.WaitForSelectorAsync("#stage img");
                return app.Page;
            }
            // Blood cells have the most criteria, and the longest names.
            var stores = new FeedbackStores
            {
                Dataset = DatasetDescription.Colorectal with
                {
                    Criteria = RatingCriteria.For("Giemsa"),
                    MicrometresPerPixel = 0.5,
                },
            };
            await stores.QueueRoundAsync("r1", 36, rating);
            var host = await FeedbackHost.StartAsync(stores);
            var page = await RatingPage.SignedInAsync(chromium, host);
            _open.Add(rating, (host, page));
            return page;
        }
    }
}

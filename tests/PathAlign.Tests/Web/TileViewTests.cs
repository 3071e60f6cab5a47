using System.Globalization;
using Microsoft.Playwright;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Feedback;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>A tile at its real size: zoom, whole pixels, scale bar, and real tiles beside it.</summary>
[Browser]
public sealed class TileViewTests(Chromium chromium)
{
    private const int Side = 224;
    private static readonly Lazy<RgbImage[]> _tiles =
        new(() => [.. Enumerable.Range(0, 9).Select(label => Phantom.Draw(label, 0, Side))]);

    private readonly FeedbackStores _stores = new()
    {
        Dataset = DatasetDescription.Colorectal with { MicrometresPerPixel = 0.5 },
        Draw = Tile,
    };

    [Fact]
    public async Task The_zoom_stays_from_tile_to_tile_and_over_a_reload_and_its_keys_rate_nothing()
    {
        await using var app = await OpenAsync();
        var page = app.Page;

        foreach (var key in new[] { "+", "=", "+", "-", "ArrowRight", "ArrowDown" }) await page.PressAsync(key);
        var zoomed = await ViewAsync(page);
        Assert.Equal("1.6×", await page.TextAsync("#zoom-level"));
        await page.PressForNextAsync("4");
        Assert.Equal(zoomed, await ViewAsync(page));
        await page.PressForNextAsync("5");
        Assert.Equal(zoomed, await ViewAsync(page));
        await page.SavedAsync();
        await page.Page.WaitForFunctionAsync(
            "() => JSON.parse(localStorage.getItem('pathalign-settings') ?? '{}').view?.zoom > 1");
        await page.Page.ReloadAsync();
        await page.Page.WaitForSelectorAsync("#stage img");
        Assert.Equal(zoomed, await ViewAsync(page));

        for (var i = 0; i < 12; i++) await page.PressAsync("+");
        Assert.Equal("8×", await page.TextAsync("#zoom-level"));
        await page.PressAsync("0");
        Assert.Equal("1×", await page.TextAsync("#zoom-level"));
        await page.PressAsync(" ");
        Assert.Equal("8×", await page.TextAsync("#zoom-level"));
        await page.SavedAsync();
        Assert.Equal(2, (await _stores.AllAsync("ratings")).Count);
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task The_wheel_and_two_fingers_zoom_at_their_place_and_one_finger_moves()
    {
        await using var app = await OpenAsync();
        var page = app.Page;
        var stage = (await page.Page.Locator("#stage").BoundingBoxAsync())!;
        var (x, y) = (MathF.Round(stage.X + (stage.Width / 4)), MathF.Round(stage.Y + (stage.Height / 4)));
        var before = await PixelAtAsync(page, x, y);

        await page.Page.Mouse.MoveAsync(x, y);
        await page.Page.Mouse.WheelAsync(0, -500);
        await page.Page.WaitForFunctionAsync("() => document.getElementById('zoom-level').textContent === '2.7×'");
        Assert.Equal(before, await PixelAtAsync(page, x, y));

        await page.PressAsync("0");
        var fingers = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await TouchAsync("touchStart", (x - 20, y), (x + 20, y));
        await TouchAsync("touchMove", (x - 60, y), (x + 60, y));
        await page.Page.WaitForFunctionAsync("() => document.getElementById('zoom-level').textContent === '3×'");
        Assert.Equal(before, await PixelAtAsync(page, x, y));
        await TouchAsync("touchEnd");
        var pinched = await ViewAsync(page);
        await TouchAsync("touchStart", (x, y));
        await TouchAsync("touchMove", (x - 30, y - 40));
        await page.Page.WaitForFunctionAsync(
            "before => document.querySelector('#stage img').style.transform !== before", pinched);
        Assert.Equal(before, await PixelAtAsync(page, x - 30, y - 40));
        Assert.Equal("3×", await page.TextAsync("#zoom-level"));
        page.ExpectNoFaults();

        Task TouchAsync(string type, params (float X, float Y)[] points) => fingers.SendAsync(
            "Input.dispatchTouchEvent",
            new()
            {
                ["type"] = type,
                ["touchPoints"] = points.Select((p, id) => new { x = p.X, y = p.Y, id }).ToArray(),
            });
    }

    [Fact]
    public async Task Pixels_are_smooth_at_first_and_whole_ones_come_in_whole_steps()
    {
        await using var app = await OpenAsync();
        var page = app.Page;
        Assert.Equal(("auto", "false"), (await RenderingAsync(), await PressedAsync()));
        Assert.NotEqual(0, (await ScaleAsync(page)) % 1);

        await page.PressAsync("p");
        Assert.Equal(("pixelated", "true"), (await RenderingAsync(), await PressedAsync()));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(0, await ScaleAsync(page) % 1);
            await page.PressAsync("+");
        }
        Assert.InRange(await ScaleAsync(page), 8, 16);
        page.ExpectNoFaults();

        Task<string> RenderingAsync() => page.Page.EvaluateAsync<string>(
            "() => getComputedStyle(document.querySelector('#stage img')).imageRendering");

        Task<string?> PressedAsync() => page.Page.Locator("#scaling").GetAttributeAsync("aria-pressed");
    }

    [Fact]
    public async Task The_scale_bar_is_as_long_as_it_says_at_every_zoom()
    {
        await using var app = await OpenAsync();
        var page = app.Page;
        var said = new List<double>();
        for (var step = 0; step < 10; step++)
        {
            var label = await page.TextAsync(".scale-bar");
            var micrometres = double.Parse(label.Split(' ')[0], CultureInfo.InvariantCulture);
            var line = (await page.Page.Locator(".scale-bar span").First.BoundingBoxAsync())!.Width;
            var frame = (await page.Page.Locator("#stage .tile").BoundingBoxAsync())!.Width;
            Assert.Equal(micrometres / 0.5 * await ScaleAsync(page), line, 0.5);
            Assert.InRange(line / frame, 0.1, 0.3);
            Assert.Contains(micrometres, new[] { 1.0, 2, 5, 10, 20, 50 });
            said.Add(micrometres);
            await page.PressAsync("+");
        }

        Assert.Equal(20, said[0]);
        Assert.Equal(2, said[^1]);
        Assert.Equal("Scale bar: 2 µm", await page.Page.Locator(".scale-bar").GetAttributeAsync("aria-label"));
    }

    [Fact]
    public async Task Without_a_pixel_size_there_is_no_scale_bar()
    {
        var stores = new FeedbackStores { Draw = Tile };
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        await using var page = await RatingPage.SignedInAsync(chromium, host);

        Assert.True(await page.Page.Locator(".scale-bar").IsHiddenAsync());
        Assert.True(await page.Page.Locator("#references").IsHiddenAsync());   // the study has none
    }

    [Fact]
    public async Task Real_tiles_of_the_class_are_beside_each_tile_as_soon_as_it_is_there()
    {
        await using var app = await OpenAsync(slowly: true);
        var page = app.Page;

        for (var i = 0; i < 12; i++)
        {
            var shown = await page.Page.EvaluateAsync<string>(
                """
                () => {
                  const images = [...document.querySelectorAll('#references img')];
                  const painted = images.every((i) => i.complete && i.naturalWidth === 28 && i.checkVisibility());
                  const stage = document.getElementById('stage').getBoundingClientRect();
                  const beside = images.every((i) => i.getBoundingClientRect().left >= stage.right);
                  const asked = 'Real ' + document.getElementById('class-name').textContent;
                  return `${images.length} ${painted} ${beside} ${images.every((i) => i.alt.startsWith(asked))}`;
                }
                """);
            Assert.Equal("4 true true true", shown);
            await page.PressForNextAsync("3");
        }
        Assert.Equal(app.Asked.Distinct(), app.Asked);   // once each, whatever the item is
        Assert.Equal(9 * 4, app.Asked.Count);
        await Accessibility.ExpectNoneAsync(page.Page, "references");
        page.ExpectNoFaults();
    }

    [Fact]
    public async Task Where_real_tiles_cannot_be_loaded_the_page_says_so_and_rating_goes_on()
    {
        await using var app = await OpenAsync(fail: true);

        await app.Page.PressForNextAsync("3");

        Assert.Contains("cannot be loaded", await app.Page.TextAsync("#references-tiles"));
        Assert.Equal(0, await app.Page.Page.Locator("#references img").CountAsync());
    }

    [Fact]
    public async Task Criteria_say_what_they_mean_to_keys_pointer_and_readers()
    {
        await using var app = await OpenAsync();
        var page = app.Page;
        var first = page.Page.Locator(".criterion").First;
        var meaning = await first.GetAttributeAsync("aria-description");
        Assert.StartsWith("Nuclei are", meaning);

        await page.PressAsync("n");
        Assert.Equal(meaning, await page.TextAsync("#definition"));
        await page.PressForNextAsync("2");
        Assert.StartsWith("Point at", await page.TextAsync("#definition"));
        await first.HoverAsync();
        Assert.Equal(meaning, await page.TextAsync("#definition"));
        await page.PressAsync("i");
        Assert.Contains(meaning!, await page.TextAsync("#definitions"));
        Assert.Contains("stained with H&E", await page.TextAsync("#instructions"));
    }

    [Fact]
    public async Task Arrows_take_a_tile_of_a_pair_and_with_shift_they_move_both()
    {
        await using var app = await OpenAsync(new RatingPlan { SideBySide = true });
        var page = app.Page;
        await page.PressAsync("+");
        var before = await ViewAsync(page);

        await page.PressAsync("Shift+ArrowRight");
        Assert.NotEqual(before, await ViewAsync(page));
        await page.PressForNextAsync("ArrowLeft");
        await page.PressAsync("0");
        await page.PressAsync("Shift+ArrowRight");   // nothing to move, and no verdict
        await page.SavedAsync();

        Assert.Equal("left", (string)(await _stores.AllAsync("ratings")).Single().Body["verdict"]!);
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(375, 812, ColorScheme.Light)]
    [InlineData(2560, 1440, ColorScheme.Dark)]
    public async Task Zoomed_and_marked_it_breaks_no_rule_of_accessibility(int width, int height, ColorScheme theme)
    {
        await using var app = await OpenAsync(width: width, height: height, theme: theme);
        await app.Page.ScreenshotAsync($"tile-{width}");
        await app.Page.PressAsync("c");
        for (var i = 0; i < 4; i++) await app.Page.PressAsync("+");
        await app.Page.ScreenshotAsync($"tile-{width}-zoomed");

        await Accessibility.ExpectNoneAsync(app.Page.Page, $"zoomed, {width}");
        app.Page.ExpectNoFaults();
    }

    private async Task<OpenApp> OpenAsync(
        RatingPlan? rating = null,
        bool slowly = false,
        bool fail = false,
        int width = 1280,
        int height = 800,
        ColorScheme theme = ColorScheme.Dark)
    {
        await _stores.QueueRoundAsync("r1", 36, rating ?? new RatingPlan { ExamplesPerClass = 5 });
        var host = await FeedbackHost.StartAsync(_stores);
        var page = await RatingPage.OpenAsync(await chromium.BrowserAsync(), host, width, height, theme);
        var app = new OpenApp(host, page, []);
        await page.Page.RouteAsync("**/examples/*", async route =>
        {
            app.Asked.Add(route.Request.Url);
            if (slowly) await Task.Delay(100);
            await (fail ? route.FulfillAsync(new() { Status = 404 }) : route.ContinueAsync());
        });
        await page.SignInAsync(host);
        return app;
    }

    /// <summary>One of nine tiles, each time another picture.</summary>
    private static RgbImage Tile(int place)
    {
        var image = _tiles.Value[place % 9];
        return image with { Pixels = [(byte)place, .. image.Pixels[1..]] };
    }

    private static Task<string> ViewAsync(RatingPage page) =>
        page.Page.EvaluateAsync<string>("() => document.querySelector('#stage img').style.transform");

    private static Task<double> ScaleAsync(RatingPage page) => page.Page.EvaluateAsync<double>(
        "() => new DOMMatrix(document.querySelector('#stage img').style.transform).a");

    /// <summary>The pixel of the tile that lies at a point of the page, to a tenth.</summary>
    private static Task<string> PixelAtAsync(RatingPage page, double x, double y) => page.Page.EvaluateAsync<string>(
        """
        ([x, y]) => {
          const image = document.querySelector('#stage img'), box = image.getBoundingClientRect();
          const at = (point, start, length, pixels) => ((point - start) / length * pixels).toFixed(1);
          return `${at(x, box.left, box.width, image.naturalWidth)} ${at(y, box.top, box.height, image.naturalHeight)}`;
        }
        """,
        new[] { x, y });

    private sealed record OpenApp(FeedbackHost Host, RatingPage Page, List<string> Asked) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Page.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}

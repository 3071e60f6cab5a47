using System.Globalization;
using Microsoft.Playwright;
using PathAlign.Imaging;
using PathAlign.Web.Access;

namespace PathAlign.Bench;

/// <summary>
/// From key to the next tile painted: a rater in Chromium, over SQLite and files, with tiles of noise, which compress
/// least. Half of the tiles are seen zoomed.
/// </summary>
internal static class PaintBench
{
    private const int Tiles = 150;
    private const string Program = "/usr/bin/chromium", Password = "correct horse battery";

    private const string Watch = """
        window.paints = [];
        addEventListener('keydown', (event) => {
          const before = document.querySelector('#stage img');
          requestAnimationFrame(() => {
            if (document.querySelector('#stage img') === before) return;
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
            channel.port2.postMessage(0);   // comes after the frame is drawn
          });
        }, true);
        """;

    internal static async Task<int> RunAsync()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu"] });
        foreach (var side in new[] { 28, 224, 512 }) Report(side, await MeasureAsync(browser, side));
        return 0;
    }

    private static async Task<List<double>> MeasureAsync(IBrowser browser, int side)
    {
        await using var server = await RatingServer.StartAsync(0);
        await server.QueueAsync($"round-{side}", Tiles + 24, side);
        await server.AccountAsync("anna", Password);
        var page = await browser.NewPageAsync(
            new() { BaseURL = server.Address, ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.GotoAsync("/");
        await page.FillAsync("#name", "anna");
        await page.FillAsync("#password", Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#stage img");
        await page.EvaluateAsync(Watch);
        for (var i = 0; i < Tiles; i++)
        {
            if (i == Tiles / 2) await page.Keyboard.PressAsync("+");
            // as a person, who looks at a tile before the next key
            await page.WaitForFunctionAsync("() => parseInt(document.getElementById('status-sync').title) > 1");
            var before = await page.EvaluateAsync<string>("document.querySelector('#stage img').src");
            await page.Keyboard.PressAsync($"{1 + (i % 5)}");
            await page.WaitForFunctionAsync("before => document.querySelector('#stage img').src !== before", before);
        }
        var paints = await page.EvaluateAsync<double[]>("window.paints");
        await page.CloseAsync();
        return [.. paints];
    }

    private static void Report(int side, List<double> times) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"key to picture, {side} px: n={times.Count}, median {Figures.Median(times):f1} ms, p95 " +
                    $"{Figures.Quantile(times, 0.95):f1} ms, p99 {Figures.Quantile(times, 0.99):f1} ms"));
}

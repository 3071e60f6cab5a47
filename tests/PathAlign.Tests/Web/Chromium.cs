using Microsoft.Playwright;
using PathAlign.Tests.Categories;

namespace PathAlign.Tests.Web;

/// <summary>Debian's Chromium, started once for all tests when the first asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    // Nothing of the browser itself goes to the network.
    private static readonly string[] _arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright playwright, IBrowser browser)>> _started = new(StartAsync);

    internal async Task<IBrowser> BrowserAsync() => (await _started.Value).browser;

    public async ValueTask DisposeAsync()
    {
        if (_started is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        CategoryAttribute.Require<BrowserAttribute>();
        var playwright = await Playwright.CreateAsync();
        return (
            playwright,
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = _arguments }));
    }
}

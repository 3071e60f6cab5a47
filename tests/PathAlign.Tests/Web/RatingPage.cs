using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PathAlign.Tests.Feedback;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>The app in a browser of its own, and what went wrong in it.</summary>
internal sealed class RatingPage : IAsyncDisposable
{
    internal const int Width = 1280, Height = 800;
    internal const string Password = "correct horse battery";

    // As it is stored, with one iteration: what hundreds of thousands cost is not what these tests are about.
    private static readonly string _passwordHash =
        $"pbkdf2-sha512$1${new string('0', 32)}$" + Convert.ToHexStringLower(
            Rfc2898DeriveBytes.Pbkdf2(Password, new byte[16], 1, HashAlgorithmName.SHA512, 64));

    private readonly ConcurrentQueue<string> _faults = new();
    private readonly string _origin;

    private RatingPage(IPage page, string origin) => (Page, _origin) = (page, origin);

    internal IPage Page { get; }

    internal IBrowserContext Context => Page.Context;

    /// <summary>What scripts threw, what the content policy refused, and what went to another origin.</summary>
    internal IEnumerable<string> Faults => _faults;

    internal static Task<RatingPage> OpenAsync(
        IBrowser browser,
        FeedbackHost host,
        int width = Width,
        int height = Height,
        ColorScheme theme = ColorScheme.Dark) =>
        OpenAsync(browser, host.Client.BaseAddress!, width, height, theme);

    internal static async Task<RatingPage> OpenAsync(
        IBrowser browser, Uri address, int width = Width, int height = Height, ColorScheme theme = ColorScheme.Dark)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = theme,
            });
        context.SetDefaultTimeout(30_000);
        var page = new RatingPage(await context.NewPageAsync(), address.GetLeftPart(UriPartial.Authority));
        page.Watch();
        await page.Page.GotoAsync("/");
        return page;
    }

    /// <summary>Opens the app and signs in as a rater.</summary>
    internal static async Task<RatingPage> SignedInAsync(Chromium chromium, FeedbackHost host)
    {
        var page = await OpenAsync(await chromium.BrowserAsync(), host);
        await page.SignInAsync(host);
        return page;
    }

    /// <summary>Registers the name with a password, where it is new, and signs in with the keyboard alone.</summary>
    internal Task SignInAsync(FeedbackHost host, string name = "anna", RaterRole role = RaterRole.Rater) =>
        SignInAsync(host.Services, name, role);

    internal async Task SignInAsync(IServiceProvider services, string name, RaterRole role)
    {
        var raters = services.GetRequiredService<RaterRegistry>();
        await raters.EnsurePersonAsync(name, role);
        await raters.ChangeAsync(name, rater => rater with { PasswordHash = _passwordHash }, CancellationToken.None);
        await Page.WaitForFunctionAsync("() => document.activeElement?.id === 'name'");
        await TypeAsync(name);
        await PressAsync("Tab");
        await TypeAsync(Password);
        await PressAsync("Enter");
        await Page.WaitForSelectorAsync(role switch
        {
            RaterRole.Rater => "#stage img",
            RaterRole.Operator => "#rounds-list article, #rounds-text:has-text('No round')",
            _ => "#agreement-tables table, #agreement-text:has-text('No round')",
        });
    }

    internal Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    internal Task TypeAsync(string text) => Page.Keyboard.TypeAsync(text);

    internal Task<string> TextAsync(string selector) => Page.Locator(selector).InnerTextAsync();

    /// <summary>Presses a key and waits for another picture than the one that is there.</summary>
    internal async Task PressForNextAsync(string key)
    {
        var before = await ShownAsync();
        await PressAsync(key);
        await Page.WaitForFunctionAsync(
            "before => { const image = document.querySelector('#stage img'); return image && " +
                "!image.closest('[hidden]') && image.src !== before; }",
            before);
    }

    /// <summary>Signs out with the keyboard, where no work is open.</summary>
    internal async Task SignOutAsync()
    {
        await Page.FocusAsync("#tool-sign-out");
        await PressAsync("Enter");
        await Page.WaitForSelectorAsync("#sign-in:not([hidden])");
    }

    /// <summary>Answers the question on the screen with yes.</summary>
    internal async Task AgreeAsync()
    {
        await Page.WaitForSelectorAsync("#ask[open]");
        await PressAsync("Enter");
        await Page.WaitForFunctionAsync("() => !document.getElementById('ask').open");
    }

    internal Task<string> ShownAsync() => Page.EvaluateAsync<string>("document.querySelector('#stage img').src");

    internal Task SavedAsync() =>
        Page.WaitForFunctionAsync("() => document.getElementById('status-sync').dataset.state === 'saved'");

    /// <summary>
    /// Waits until enough tiles lie ready to go on for a while without a server: one who rates as fast as a test
    /// outruns the fetching.
    /// </summary>
    internal Task StockedAsync() =>
        Page.WaitForFunctionAsync("() => parseInt(document.getElementById('status-sync').title) >= 14");

    /// <summary>Keeps a picture of the page where PATHALIGN_SCREENSHOTS names a folder.</summary>
    internal async Task ScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PATHALIGN_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    internal void ExpectNoFaults() => Assert.Empty(_faults);

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private void Watch()
    {
        Page.PageError += (_, error) => _faults.Enqueue(error);
        Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                _faults.Enqueue(message.Text);
        };
        Page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(_origin, StringComparison.Ordinal)
                    && !request.Url.StartsWith("blob:" + _origin, StringComparison.Ordinal))
                _faults.Enqueue($"went to {request.Url}");
        };
    }
}

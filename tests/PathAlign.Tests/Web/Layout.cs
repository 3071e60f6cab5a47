using System.Text.Json;
using Microsoft.Playwright;

namespace PathAlign.Tests.Web;

/// <summary>Where controls are on the page.</summary>
internal static class Layout
{
    private const string Faults = """
        async () => {
          // what observes sizes runs in the frame after a change
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const faults = [], page = document.documentElement, width = page.clientWidth;
          const root = document.querySelector('dialog[open]') ?? document;
          const named = (e) => e.id || e.getAttribute('aria-label') || e.textContent.trim() || e.alt;
          const controls = 'button, input, select, textarea, a, #stage, #references img, .scale-bar';
          const boxes = [...root.querySelectorAll(controls)]
            .filter((e) => e.checkVisibility() && !(root === document && e.closest('dialog')))
            .map((e) => ({ e, name: named(e), box: e.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && box.height > 0);
          if (page.scrollWidth > width) faults.push(`the page is ${page.scrollWidth} px wide`);
          for (const { e, name, box } of boxes) {
            if (box.left < -0.5 || box.right > width + 0.5)
              faults.push(`${name} leaves the page: ${box.left} to ${box.right} of ${width}`);
            if (e.matches('button') && e.scrollWidth > e.clientWidth + 1) faults.push(`${name} spills its text`);
          }
          for (const [i, a] of boxes.entries())
            for (const b of boxes.slice(i + 1)) {
              if (a.e.contains(b.e) || b.e.contains(a.e)) continue;
              const over = (low, high) => Math.min(a.box[high], b.box[high]) - Math.max(a.box[low], b.box[low]);
              if (over('left', 'right') > 0.5 && over('top', 'bottom') > 0.5)
                faults.push(`${a.name} overlaps ${b.name}`);
            }
          return JSON.stringify(faults);
        }
        """;

    /// <summary>
    /// Which controls leave the page sideways, overlap another or spill their text, and whether the page scrolls
    /// sideways.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> FaultsAsync(IPage page) =>
        JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Faults))!;
}

using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace PathAlign.Tests.Web;

/// <summary>axe-core's rules of WCAG 2.2 AA and its own good practice.</summary>
internal static class Accessibility
{
    private static readonly string _axe = File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Web", "axe", "axe.min.js"));

    private const string Run = """
        async () => {
          const result = await axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
          });
          const nodes = v => v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ');
          return JSON.stringify(result.violations.map(v => `${v.id}: ${v.help}: ${nodes(v)}`));
        }
        """;

    internal static async Task ExpectNoneAsync(IPage page, string where)
    {
        if (!await page.EvaluateAsync<bool>("typeof axe === 'object'")) await page.EvaluateAsync(_axe);
        var violations = JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run))!;
        Assert.True(violations.Length == 0, $"{where}: {string.Join("\n", violations)}");
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using PathAlign.Evaluator.Comparison;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Reports;

/// <summary>
/// A round's report as one self-contained HTML page: it has no script and makes no request.
/// </summary>
internal static class RoundPage
{
    internal static byte[] Render(RoundReport report, byte[] grid)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Round {{Text(report.RoundId)}} - PathAlign</title>
            <style>{{Style}}</style>
            </head>
            <body>
            <main>
            <header>
            <p class="eyebrow">PathAlign - round {{report.Number}} - {{Text(report.RoundId)}}</p>
            <h1>{{(report.Promoted ? "Promoted" : "Not promoted")}}: plausible {{Change(report)}}</h1>
            <p>{{report.ImagesPerSide}} images on each side, {{Noise(report)}}, {{Origin(report)}}.{{Redraws(report)}}
            Ratings by {{(report.SimulatedRaters ? Simulated : "human raters")}}.</p>
            {{Objections(report)}}
            </header>

            """);
        page.Append(
            "<section><h2>What changed</h2>\n<p>Each line shows the paired change, after minus before, with its 95 % " +
                "interval. Green: the whole interval is better. Red: the whole interval is worse.</p>\n");
        page.Append(
            "<table><thead><tr><th scope=\"col\">figure</th><th scope=\"col\">before</th><th " +
                "scope=\"col\">after</th><th scope=\"col\">change</th><th scope=\"col\"></th></tr></thead><tbody>\n");
        foreach (var figure in report.Figures) page.Append(Row(figure));
        page.Append(
            CultureInfo.InvariantCulture,
            $"</tbody></table>\n<p class=\"note\">Distances are taken in the leading axes of an independent " +
                $"classifier's features, against real training tiles. Over all 512 features, where this many images " +
                $"are too few for an interval, the Fréchet distance goes from {report.FrechetAllFeatures[0]:f1} to " +
                $"{report.FrechetAllFeatures[1]:f1}. Authenticity falls as images come nearer to tissue; real tiles " +
                $"that no training saw have {report.UnseenAuthenticity:f3}.</p></section>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<section><h2>Before and after</h2>\n<img alt=\"Tiles of each class before and after, from the same " +
                $"noise\" src=\"data:image/png;base64,{Convert.ToBase64String(grid)}\"></section>\n");
        page.Append(Classes(report))
            .Append(Faults(report))
            .Append(Raters(report))
            .Append(Lineage(report))
            .Append("</main>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static string Row(Figure figure) => string.Create(CultureInfo.InvariantCulture,
        $"<tr><th scope=\"row\">{Text(figure.Name)} <span " +
            $"class=\"note\">{(figure.HigherIsBetter ? "higher is better" : "lower is better")}</span></th>" +
            $"<td>{Of(figure.Before)}</td><td>{Of(figure.After)}</td>" +
            $"<td class=\"{Tone(figure)}\">{Of(figure.Change)}</td><td>{Bar(figure)}</td></tr>\n");

    private static string Tone(Figure figure) => figure.IsBetter ? "better" : figure.IsWorse ? "worse" : "same";

    /// <summary>The interval of the change around zero, scaled so that it fits.</summary>
    private static string Bar(Figure figure)
    {
        const double Half = 70;
        var reach = Math.Max(Math.Max(Math.Abs(figure.Change.Low), Math.Abs(figure.Change.High)), 1e-12);
        double At(double value) => Half + (value / reach * (Half - 4));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg class=\"{Tone(figure)}\" width=\"140\" height=\"18\" role=\"img\" aria-label=\"change from " +
                $"{figure.Change.Low:f3} to {figure.Change.High:f3}\"><line x1=\"{Half}\" x2=\"{Half}\" y1=\"0\" " +
                $"y2=\"18\" class=\"zero\"/><line x1=\"{At(figure.Change.Low):f1}\" " +
                $"x2=\"{At(figure.Change.High):f1}\" y1=\"9\" y2=\"9\" class=\"interval\"/><circle " +
                $"cx=\"{At(figure.Change.Value):f1}\" cy=\"9\" r=\"4\"/></svg>");
    }

    private static string Classes(RoundReport report)
    {
        var text = new StringBuilder(
            "<section><h2>Classes</h2>\n<table><thead><tr><th scope=\"col\">class</th><th scope=\"col\">plausible " +
                "before</th><th scope=\"col\">plausible after</th><th scope=\"col\">n</th><th scope=\"col\">F1 " +
                "before</th><th scope=\"col\">F1 after</th></tr></thead><tbody>\n");
        foreach (var c in report.Classes)
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(c.Code)}</th><td>{Of(c.PlausibleBefore)}</td>" +
                    $"<td>{Of(c.PlausibleAfter)}</td><td>{c.PlausibleAfter.Count}</td>" +
                    $"<td>{c.F1Before:f3}</td><td>{c.F1After:f3}</td></tr>\n");
        return text.Append("</tbody></table></section>\n").ToString();
    }

    private static string Faults(RoundReport report)
    {
        var text = new StringBuilder(
            "<section><h2>Faults that raters marked</h2>\n<table><thead><tr><th scope=\"col\">criterion</th><th " +
                "scope=\"col\">images before</th><th scope=\"col\">images after</th></tr></thead><tbody>\n");
        foreach (var fault in report.Faults)
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(fault.Criterion)}</th>" +
                    $"<td>{fault.Before}</td><td>{fault.After}</td></tr>\n");
        return text.Append("</tbody></table></section>\n").ToString();
    }

    private static string Raters(RoundReport report)
    {
        var text = new StringBuilder(
            "<section><h2>Raters that the reward was learned from</h2>\n<p>A weight of 1 means no evidence against " +
                "the rater. Reliability is 1 for a rater who always tells plausible from implausible images, and 0 " +
                "for a rater who guesses; n counts the ratings that are evidence.</p>\n<table><thead><tr><th " +
                "scope=\"col\">rater</th><th scope=\"col\">weight</th><th scope=\"col\">reliability</th><th " +
                "scope=\"col\">n</th></tr></thead><tbody>\n");
        foreach (var r in report.Raters)
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th scope=\"row\">{Text(r.Rater)}" +
                    $"{(r.Simulated ? " <span class=\"note\">program</span>" : "")}</th><td>{r.Weight:f3}</td>" +
                    $"<td>{r.Reliability?.ToString("f3", CultureInfo.InvariantCulture) ?? "-"}</td>" +
                    $"<td>{r.Count}</td></tr>\n");
        return text.Append("</tbody></table></section>\n").ToString();
    }

    private static string Lineage(RoundReport report) =>
        $"<section><h2>Lineage</h2>\n<dl><dt>adapter</dt><dd>{Text(report.AdapterKey)}</dd>" +
            $"<dt>plan</dt><dd>{Text(report.PlanKey)}</dd>" +
            $"<dt>ratings that decided</dt><dd>{Text(report.RatingsKey)}</dd></dl></section>\n";

    private static string Objections(RoundReport report) =>
        report.Objections.Count == 0
            ? ""
            : $"<ul class=\"worse\">{string.Concat(report.Objections.Select(o => $"<li>{Text(o)}</li>"))}</ul>";

    private static Figure Find(RoundReport report, string name) => report.Figures.Single(f => f.Name == name);

    private static string Of(Interval interval) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{interval.Value:f3} <span class=\"note\">[{interval.Low:f3}, {interval.High:f3}]</span>");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:f1} %");

    private static string Origin(RoundReport report) => $"seed {report.Seed}. Real tiles: {Text(report.Data)}";

    private static string Noise(RoundReport report) =>
        report.DrawnAgain == 0 ? "from the same noise" : "first from the same noise";

    private static string Redraws(RoundReport report) => report.DrawnAgain == 0
        ? ""
        : $" With adapters, {report.DrawnAgain} further attempts from other noise; of the attempts of an image, the " +
            "one was rated that the adapter's reward model finds most plausible.";

    private static string Change(RoundReport report)
    {
        var plausible = Find(report, FigureNames.Plausible);
        return $"{Percent(plausible.Before.Value)} → {Percent(plausible.After.Value)}";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Simulated =
        "<strong>a simulated pathologist</strong>, a program that measures stain, nuclei and texture; no human saw " +
        "these images";

    private const string Style = """
        :root {
          color-scheme: light dark;
          --ink: light-dark(#1c1b22, #e9e7f0);
          --quiet: light-dark(#63606e, #a5a1b3);
          --paper: light-dark(#fcfbfd, #17161c);
          --line: light-dark(#dcd8e4, #37343f);
          --better: light-dark(#0b6b3a, #6fd39b);
          --worse: light-dark(#a3123a, #ff8fa8);
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: .25rem 0 1rem; }
        h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
        .eyebrow, .note { color: var(--quiet); font-size: .85rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        section { overflow-x: auto; }
        th, td {
          text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line);
          font-weight: 400; white-space: nowrap;
        }
        thead th { color: var(--quiet); font-size: .85rem; }
        img { max-width: 100%; image-rendering: pixelated; border: 1px solid var(--line); }
        .better { color: var(--better); } .worse { color: var(--worse); } .same { color: var(--quiet); }
        svg .zero { stroke: var(--line); }
        svg .interval { stroke: currentColor; stroke-width: 2; }
        svg circle { fill: currentColor; }
        dt { color: var(--quiet); font-size: .85rem; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
        """;
}

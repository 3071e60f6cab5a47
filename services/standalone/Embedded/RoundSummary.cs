using System.Globalization;
using PathAlign.Evaluator.Comparison;
using PathAlign.Evaluator.Reports;
using PathAlign.Files;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>A round's result: a summary of a few lines, and files with its report and its models.</summary>
internal static class RoundSummary
{
    internal static async Task<string> WriteAsync(
        RoundReport report, IObjectStore objects, Home home, CancellationToken cancel)
    {
        var folder = Path.Combine(home.Reports, report.RoundId);
        AtomicFile.Write(Path.Combine(folder, "report.html"), await objects.GetAsync(report.HtmlKey!, cancel));
        AtomicFile.Write(Path.Combine(folder, "before-after.png"), await objects.GetAsync(report.GridKey!, cancel));
        AtomicFile.Write(
            Path.Combine(folder, "report.json"),
            System.Text.Json.JsonSerializer.Serialize(
                report, new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
        var command = await DrawnAsRated.WriteAsync(report, objects, folder, cancel);
        string Line(string name) => report.Figures.Single(f => f.Name == name) is var f
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-18} {f.Before.Value:f3} -> {f.After.Value:f3}, change " +
                    $"{f.Change}{(f.IsBetter ? "  better" : f.IsWorse ? "  worse" : "")}") : "";
        return string.Join(Environment.NewLine,
            $"{(report.Promoted ? "promoted" : "rejected: " + string.Join("; ", report.Objections))} " +
                $"(n={report.ImagesPerSide} a side, seed {report.Seed}, " +
                $"{(report.SimulatedRaters ? "simulated pathologist" : "human raters")})",
            Line(FigureNames.Plausible),
            Line(FigureNames.MacroF1),
            Line(FigureNames.Frechet),
            Line(FigureNames.Recall),
            $"report: {Path.Combine(folder, "report.html")}",
            $"draw with its adapter: {command}");
    }
}

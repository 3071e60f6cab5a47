using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PathAlign.Evaluator.Comparison;
using PathAlign.Evaluator.Reports;
using PathAlign.Rounds;
using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Evaluator.Reports;

public sealed class RoundPageTests
{
    private const string Hostile =
        "</title><script>alert('x')</script><img src=\"http://evil.example/a.png\" onerror=alert(1)>&";

    [Fact]
    public void Hostile_text_stays_text_wherever_it_stands()
    {
        var page = Render(Report(Hostile));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("alert('x')", page);
        Assert.Single(Regex.Matches(page, "<img "));
        Assert.Single(Regex.Matches(page, "</title>"));
        // title, header, data, objection, figure, class, criterion, rater, adapter, plan, ratings
        Assert.Equal(11, Regex.Matches(page, "&lt;script&gt;").Count);
    }

    [Fact]
    public void The_page_needs_nothing_beside_itself()
    {
        var page = Render(Report("r1"));

        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(@"(?i)<(script|link|iframe|object|embed|base|form)\b", page);
        Assert.DoesNotMatch(@"(?i)\bon\w+\s*=", page);
        Assert.DoesNotMatch(@"(?i)(url\(|@import|//)", Regex.Replace(page, "base64,[A-Za-z0-9+/=]+", ""));
        Assert.All(
            Regex.Matches(page, "(?:src|href)=\"([^\"]*)\"").Select(m => m.Groups[1].Value),
            address => Assert.StartsWith("data:image/png;base64,", address));
    }

    [Fact]
    public void The_page_tells_the_decision_the_figures_and_who_rated()
    {
        var (promoted, rejected) = (
            Render(Report("r1")),
            Render(Report("r1") with { Promoted = false, Objections = ["recall is worse"], SimulatedRaters = false }));

        Assert.Contains("<h1>Promoted: plausible 40.0 % → 60.0 %</h1>", promoted);
        Assert.Contains("a simulated pathologist", promoted);
        Assert.DoesNotContain("<ul", promoted);
        Assert.Contains("<h1>Not promoted: plausible 40.0 % → 60.0 %</h1>", rejected);
        Assert.Contains("<li>recall is worse</li>", rejected);
        Assert.DoesNotContain("simulated", rejected);
        Assert.Contains("0.200 <span class=\"note\">[0.100, 0.300]</span>", promoted);
        Assert.Contains(Convert.ToBase64String([1, 2, 3]), promoted);
        Assert.Contains("program</span></th><td>0.125</td><td>-0.250</td><td>48</td>", promoted);
    }

    [Fact]
    public void The_page_tells_how_many_images_were_drawn_again_if_any_were()
    {
        Assert.Contains("12 further attempts from other noise", Render(Report("r1") with { DrawnAgain = 12 }));
        Assert.DoesNotContain("further attempts", Render(Report("r1")));
    }

    [Fact]
    public void Numbers_are_written_with_a_point_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var here = Render(Report("r1"));
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;

            Assert.Equal(here, Render(Report("r1")));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string Render(RoundReport report) => Encoding.UTF8.GetString(RoundPage.Render(report, [1, 2, 3]));

    private static RoundReport Report(string text) => new()
    {
        RoundId = text,
        Number = 1,
        Seed = 7,
        Data = text,
        SimulatedRaters = true,
        ImagesPerSide = 20,
        Figures =
        [
            new Figure(FigureNames.Plausible, true, Of(0.4), Of(0.6), Of(0.2)),
            new Figure(text, false, Of(3), Of(2), Of(-1)),
        ],
        Classes = [new ClassChange(text, Of(0.4), Of(0.6), 0.5, 0.6)],
        Faults = [new FaultChange(text, 3, 1)],
        FrechetAllFeatures = [12.5, 11],
        Raters = [new RaterWeight(text, true, 0.125, -0.25, 48)],
        Promoted = true,
        Objections = text == Hostile ? [text] : [],
        AdapterKey = text,
        PlanKey = text,
        RatingsKey = text,
    };

    private static Interval Of(double value) => new(value, value - 0.1, value + 0.1, 20);
}

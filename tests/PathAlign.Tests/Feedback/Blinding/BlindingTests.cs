using PathAlign.Statistics;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>
/// A program that has everything that a rater has, except an eye for what images show, tries to name the arms, the
/// hidden items and what reviewers decide; another one has a service's key and watches, a third is sent webhooks. They
/// must do no better than chance. Whoever adds a route that raters may call adds it to <see cref="RaterProgram"/>, and
/// one by which services read to <see cref="ServiceProgram"/>.
/// </summary>
public sealed class BlindingTests(ITestOutputHelper output)
{
    // Of the caller alone: they tell nothing of any study.
    private static readonly string[] OfTheCaller = ["GET /api/v1/session", "DELETE /api/v1/session"];

    // There are hundreds of guesses, of which one in twenty would be outside a 95 % interval by chance. The intervals
    // are therefore twice as wide: all of them together hold at 95 %. Guesses by the clock and by tags are others in
    // every run, and no run may fail by chance: three times as wide, one such run in a hundred thousand.
    private const double Repeatable = 2, Varying = 3;

    private readonly List<string> _found = [];

    [Fact]
    [Slow]
    public async Task A_program_with_all_that_a_rater_has_tells_no_arms_and_no_hidden_items_apart()
    {
        var study = await SeenStudy.ReadAsync(hides: true);

        Try(study, "arm", [.. Guessers.Any, .. Guessers.OfArms], i => study.IsHidden(i) ? null : study.IsAfter(i));
        Guesser[] guessers = [.. Guessers.Any, .. Guessers.OfHidden];
        Try(study, "hidden", guessers, i => study.IsHidden(i));
        Try(study, "repeat", guessers, i => study.IsControl(i) ? null : study.IsRepeat(i));
        Try(study, "control", guessers, i => study.IsRepeat(i) ? null : study.IsControl(i));
        Try(study, "arm", Guessers.Varying, i => study.IsHidden(i) ? null : study.IsAfter(i), Varying);
        Try(study, "repeat", Guessers.Varying, i => study.IsControl(i) ? null : study.IsRepeat(i), Varying);
        Try(study, "control", Guessers.Varying, i => study.IsRepeat(i) ? null : study.IsControl(i), Varying);
        TryAsService(study, "arm", i => study.IsHidden(i) ? null : study.IsAfter(i));
        TryAsService(study, "hidden", i => study.IsHidden(i));
        TryAsService(study, "repeat", i => study.IsControl(i) ? null : study.IsRepeat(i));
        TryAsService(study, "control", i => study.IsRepeat(i) ? null : study.IsControl(i));
        foreach (var (name, score) in ServiceGuessers.OfListed)
            Note(
                "arm as a service",
                name,
                HitRate.Of(
                    [.. study.Listed.Select(score)],
                    [.. study.Listed.Select(image => (bool?)SeenStudy.IsAfter(image))]));

        Assert.Equal(SeenStudy.Images, study.Listed.Count);
        var counts = HitRate.Of(
            ServiceGuessers.OfOperator.Score(study), [.. study.Items.Select(i => (bool?)study.IsHidden(i))]);
        Assert.False(IncludesChance(counts, Varying), $"expected to tell hidden items by counts, found {counts}");
        Assert.True(study.Items.Count >= 400, $"expected at least 400 items, found {study.Items.Count}");
        Assert.True(_found.Count == 0, string.Join(Environment.NewLine, _found));
    }

    [Fact]
    [Slow]
    public async Task Nothing_is_told_where_nothing_is_hidden_nor_to_a_reviewer()
    {
        var study = await SeenStudy.ReadAsync(hides: false);

        Try(study, "arm, none hidden", [.. Guessers.Any, .. Guessers.OfArms], i => study.IsAfter(i));
        Try(study, "disputed", Guessers.Any, i => study.IsDisputed(i));
        Try(study, "disputed", Guessers.Varying, i => study.IsDisputed(i), Varying);
        TryAsService(study, "arm, none hidden", i => study.IsAfter(i));
        TryAsService(study, "disputed", i => study.IsDisputed(i));
        // a reviewer who knew which images are disputed, and the code, would look for the order
        var images = study.Disputed.Select(study.ImageOfDecision).ToList();
        var byCode = images.OrderBy(
            id => Fingerprint.Of("review-order", Guessers.SetId, id), StringComparer.Ordinal).ToList();
        Note(
            "disputed",
            "order computed from the code",
            HitRate.Of(
                [.. byCode.Select(id => SeenStudy.SaidPlausible(id) ? 1.0 : 0)],
                [.. images.Select(id => (bool?)SeenStudy.SaidPlausible(id))]));

        Assert.True(images.Count >= 40, $"expected at least 40 disputed images, found {images.Count}");
        Assert.All(study.AskedByReviewer, answer => Assert.Contains("urn:pathalign:problem:set-open", answer));
        Assert.True(_found.Count == 0, string.Join(Environment.NewLine, _found));
    }

    [Fact]
    [Slow]
    public async Task The_endpoint_of_webhooks_tells_no_arms_and_no_hidden_items_apart()
    {
        var study = await DeliveredStudy.ReadAsync();

        TryAsEndpoint(study, "arm", i => study.RoleOf(i) == "Study" ? study.IsAfter(i) : null);
        TryAsEndpoint(study, "hidden", i => study.RoleOf(i) != "Study");
        TryAsEndpoint(study, "repeat", i => study.RoleOf(i) == "Control" ? null : study.RoleOf(i) == "Repeat");
        TryAsEndpoint(study, "control", i => study.RoleOf(i) == "Repeat" ? null : study.RoleOf(i) == "Control");

        Assert.All(study.Items, i => Assert.Equal(i.Id, (string)i.News[0].Data["imageId"]!));
        Assert.True(study.Items.Count >= 400, $"expected at least 400 items, found {study.Items.Count}");
        Assert.True(_found.Count == 0, string.Join(Environment.NewLine, _found));
    }

    [Fact]
    public void Every_route_that_a_rater_may_call_is_tried() => Assert.Equal(
        RaterProgram.Routes.Concat(OfTheCaller).Order(StringComparer.Ordinal),
        RoleTests.Routes.Select(r => r.Data)
            .Where(r => r.Item3.Split(' ') is var roles && roles.Contains("Rater") && !roles.Contains("Nobody"))
            .Select(r => $"{r.Item1} {r.Item2}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Every_route_by_which_a_service_may_read_is_tried() => Assert.Equal(
        ServiceProgram.Routes.Append("GET /api/v1/session").Order(StringComparer.Ordinal),
        RoleTests.Routes.Select(r => r.Data)
            .Where(r => r.Item3.Split(' ') is var roles && roles.Contains("Service") && !roles.Contains("Nobody"))
            .Where(r => r.Item1 is "GET" or "HEAD")
            .Select(r => $"{r.Item1} {r.Item2}")
            .Order(StringComparer.Ordinal));

    private void TryAsEndpoint(DeliveredStudy study, string question, Func<DeliveredItem, bool?> truth)
    {
        var truths = study.Items.Select(truth).ToList();
        foreach (var (name, score) in WebhookGuessers.All)
            Note($"{question} by webhooks", name, HitRate.Of([.. study.Items.Select(score)], truths), Varying);
    }

    private void TryAsService(SeenStudy study, string question, Func<SeenItem, bool?> truth) =>
        Try(study, $"{question} as a service", ServiceGuessers.OfItems, truth, Varying);

    private void Try(
        SeenStudy study,
        string question,
        IEnumerable<Guesser> guessers,
        Func<SeenItem, bool?> truth,
        double widths = Repeatable)
    {
        var truths = study.Items.Select(truth).ToList();
        foreach (var guesser in guessers)
            Note(question, guesser.Name, HitRate.Of(guesser.Score(study), truths), widths);
    }

    private void Note(string question, string guesser, Interval rate, double widths = Repeatable)
    {
        output.WriteLine($"{question} | {guesser} | {rate.Count} | {rate}");
        if (!IncludesChance(rate, widths)) _found.Add($"{question} by {guesser}: {rate}");
    }

    private static bool IncludesChance(Interval rate, double widths)
    {
        var half = widths * Math.Max(rate.Value - rate.Low, rate.High - rate.Value);
        return Math.Abs(rate.Value - 0.5) <= half;
    }
}

using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Web.Access;
using Xunit;
using static PathAlign.Tests.Feedback.Imports;

namespace PathAlign.Tests.Feedback;

/// <summary>Imports that break a rule: refused as a whole, with the place and the reason.</summary>
public sealed class ImportRefusalTests
{
    public static TheoryData<string, Func<string, string>, string> Broken => new()
    {
        { "unknown image", l => l.Replace("r1-training-001", "r2-training-001"), "line 2: imageId" },
        { "another role", l => l.Replace("\"role\":\"study\"", "\"role\":\"control\""), "line 1: imageId, role" },
        { "another purpose", l => l.Replace("training\"", "testing\""), "line 1: purpose" },
        {
            "unknown verdict",
            l => l.Replace("\"verdict\":\"plausible\"", "\"verdict\":\"perfect\""),
            "line 1: verdict"
        },
        {
            "another plausibility",
            l => l.Replace("\"plausibility\":1", "\"plausibility\":0.9"),
            "line 1: plausibility"
        },
        { "another rater", l => l.Replace("\"rater\":\"anna\"", "\"rater\":\"bert\""), "line 1: id" },
        { "a rater with a path", l => l.Replace("\"rater\":\"anna\"", "\"rater\":\"../anna\""), "line 1: rater" },
        {
            "a registered person as a program",
            l => l.Replace("\"simulated\":false", "\"simulated\":true"),
            "line 1: simulated"
        },
        { "a rating to come", l => l.Replace("\"ratedAt\":\"20", "\"ratedAt\":\"29"), "line 1: ratedAt" },
        { "a line twice", l => l + l, "line 3: expected each rating once" },
        { "an unknown field", l => l.Replace("\"late\":", "\"$type\":\"x\",\"late\":"), "line 1: $.$type" },
        { "a missing field", l => l.Replace("\"lookedMs\":0,", ""), "line 1:" },
        { "a null", l => l.Replace("\"faults\":[]", "\"faults\":[null]"), "line 1: faults" },
        { "cut off", l => l[..^20], "line 2:" },
        { "no JSON", _ => "rating", "line 1:" },
    };

    [Fact]
    public async Task A_file_with_one_wrong_line_stores_nothing_and_is_told_where_and_why()
    {
        var source = new FeedbackStores();
        var lines = await RoundAsync(source, 2);
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        await host.RegisterAsync("anna");

        foreach (var (name, change, expected) in Broken.Select(b => (b.Data.Item1, b.Data.Item2, b.Data.Item3)))
        {
            Assert.NotEqual(lines, change(lines));
            var answer = await ExpectProblem.Async(
                400,
                "invalid-import",
                host.PostAsync(change(lines), key, null, "application/jsonl", path: Route));

            var detail = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!;
            Assert.True(
                detail.Contains(expected, StringComparison.Ordinal),
                $"{name}: expected '{expected}', found '{detail}'");
        }
        Assert.Empty(await stores.AllAsync("ratings"));
    }

    [Theory]
    [InlineData("id,purpose\r\n", "row 1: expected the head")]
    [InlineData("HEAD1,2\r\n", "row 2: expected 16 fields, found 2")]
    [InlineData(
        "HEADa,training,i,study,anna,maybe,0,plausible,1,,,0,2026-01-01T00:00:00.0000000+00:00,false,,\r\n",
        "row 2: simulated: expected true or false, found 'maybe'")]
    [InlineData(
        "HEADa,training,i,study,anna,false,0,plausible,1,,,x,2026-01-01T00:00:00.0000000+00:00,false,,\r\n",
        "row 2: lookedMs: expected a whole number")]
    [InlineData(
        "HEADa,training,i,study,anna,false,0,plausible,1,,,0,yesterday,false,,\r\n",
        "row 2: ratedAt: expected a time")]
    [InlineData("HEADa,training,\"i\"x,study\r\n", "expected fields quoted")]
    public async Task A_wrong_table_is_told_its_row_and_field(string table, string expected)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        const string head =
            "id,purpose,imageId,role,rater,simulated,revision,verdict," +
            "plausibility,faults,remark,lookedMs,ratedAt,late,leftId,rightId\r\n";

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(
                table.Replace("HEAD", head),
                await host.RegisterAsync("olga", RaterRole.Operator),
                null,
                "text/csv",
                path: Route));

        Assert.Contains(expected, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    [Fact]
    public async Task Another_rating_under_the_same_id_a_frozen_set_and_an_unknown_round_are_refused()
    {
        var stores = new FeedbackStores();
        var lines = await RoundAsync(stores, 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        var frozen = new FeedbackStores();
        await frozen.QueueRoundAsync("r1", 2, new RatingPlan { Share = 0.5 });
        await using var other = await FeedbackHost.StartAsync(frozen);
        await other.RateAsync("r1-training-000", await other.RegisterAsync("bert"), "k0");

        await ExpectProblem.Async(
            409,
            "rating-differs",
            host.PostAsync(
                lines.Replace("\"lookedMs\":0", "\"lookedMs\":1"),
                key,
                null,
                "application/jsonl",
                path: Route));
        await ExpectProblem.Async(
            409,
            "set-frozen",
            other.PostAsync(
                lines,
                await other.RegisterAsync("olga", RaterRole.Operator),
                null,
                "application/jsonl",
                path: Route));
        await ExpectProblem.Async(
            404,
            "unknown-round",
            host.PostAsync(lines, key, null, "application/jsonl", path: "/api/v1/sets/r2/ratings"));
        await ExpectProblem.Async(
            415,
            "unsupported-media-type",
            host.PostAsync(lines, key, null, "text/html", path: Route));
        await ExpectProblem.Async(
            403,
            "forbidden",
            host.PostAsync(lines, await host.RegisterAsync("bert"), null, "application/jsonl", path: Route));
    }

    [Fact]
    public async Task An_import_changes_no_rating_that_its_rater_gave_here()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (anna, olga) = (
            await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));
        await host.RateAsync("r1-training-000", anna, "k0");
        var line = JsonNode.Parse(await ExportAsync(host, olga, "jsonl"))!;
        line["revision"] = 1;
        line["id"] = StoredRating.IdOf("r1-training-000", "anna", 1);
        line["verdict"] = "implausible";
        line["plausibility"] = 0;

        await ExpectProblem.Async(
            409,
            "not-its-rater",
            host.PostAsync(line.ToJsonString(), olga, null, "application/jsonl", path: Route));

        Assert.Single(await stores.AllAsync("ratings"));
        // whoever gave it changes it
        await host.RateAsync("r1-training-000", anna, "k1", "unsure", revision: 1);
        Assert.Equal(2, (await stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task A_service_brings_neither_votes_of_people_who_rate_here_nor_decisions()
    {
        var lines = await RoundAsync(new FeedbackStores(), 2);
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2, new RatingPlan { RatersPerImage = 2, DisputeFrom = 0.5 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var service = await host.RegisterAsync("app", RaterRole.Service);
        await host.RegisterAsync("anna");
        var decision = JsonNode.Parse(lines.Split('\n')[0])!;
        var image = Presentation.DecisionIdOf((string)decision["imageId"]!);
        (decision["imageId"], decision["role"], decision["rater"]) = (image, "decision", "elsewhere");
        decision["id"] = StoredRating.IdOf(image, "elsewhere");

        foreach (var forged in new[] { lines, decision.ToJsonString() })
            await ExpectProblem.Async(
                400, "invalid-import", host.PostAsync(forged, service, null, "application/jsonl", path: Route));
        Assert.Empty(await stores.AllAsync("ratings"));

        // raters of another program are nobody here
        var others = Renamed(lines, "elsewhere");
        Assert.Equal((2, 0), await ImportAsync(host, service, others, "application/jsonl"));
    }

    private static string Renamed(string lines, string rater) => string.Join('\n', lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line =>
        {
            var rating = JsonNode.Parse(line)!;
            rating["rater"] = rater;
            rating["id"] = StoredRating.IdOf((string)rating["imageId"]!, rater);
            return rating.ToJsonString();
        }));

    [Theory]
    [InlineData("application/jsonl", "{\"id\":\"", "line 1")]
    [InlineData("text/csv", "\"", "row 1")]
    [InlineData("application/json", "[{\"id\":\"", "$[0]")]
    public async Task A_line_row_or_task_without_an_end_is_refused_with_its_place(
        string mediaType, string start, string place)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(
                start + new string('x', 3 << 20),
                await host.RegisterAsync("olga", RaterRole.Operator),
                null,
                mediaType,
                path: Route));

        var detail = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!;
        Assert.Contains($"{place}: expected at most 1048576 bytes", detail);
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Ratings;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class ImportTests
{
    private const string Path = "/api/v1/sets/r1/ratings";

    private static readonly RatingPlan Plan = new() { RatersPerImage = 2, RepeatShare = 0.15, ControlShare = 0.15 };

    private static readonly (string Format, string MediaType)[] Forms =
        [("jsonl", "application/jsonl"), ("csv", "text/csv"), ("label-studio", "application/json")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Slow]
    public async Task What_is_exported_and_imported_elsewhere_is_exported_there_the_same(bool sideBySide)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", sideBySide ? 72 : 30, Plan with { SideBySide = sideBySide });
        var queued = new Dictionary<string, IReadOnlyList<Document>>();
        foreach (var collection in new[] { "images", "rating-sets", "reading-studies" })
            queued[collection] = await stores.AllAsync(collection);
        await using var source = await RatedAsync(
            stores,
            sideBySide ? ("rather-right", "left", "alike") : ("rather-plausible", "implausible", "unsure"));
        var rita = await source.RegisterAsync("rita", RaterRole.Operator);
        var lines = await ExportAsync(source, rita, "jsonl");
        var (count, study) = (
            lines.Count(c => c == '\n'),
            lines.Split('\n').Count(l => l.Contains("\"role\":\"study\"", StringComparison.Ordinal)));
        Assert.All(["study", "repeat", "control"], role => Assert.Contains($"\"role\":\"{role}\"", lines));
        Assert.Equal(sideBySide, lines.Contains("\"leftId\":\"r1-training-", StringComparison.Ordinal));

        foreach (var (format, mediaType) in Forms)
        {
            var text = await ExportAsync(source, rita, format);
            var there = new FeedbackStores();
            await using var host = await FeedbackHost.StartAsync(there, settings: ("Outbox:IntervalSeconds", "1"));
            foreach (var (collection, documents) in queued)
                foreach (var document in documents)
                    await there.Documents.InsertAsync(collection, document.Id, document.Body);
            var key = await host.RegisterAsync("olga", RaterRole.Operator);

            Assert.Equal((count, 0), await ImportAsync(host, key, text, mediaType));
            Assert.Equal((0, count), await ImportAsync(host, key, text, mediaType));
            Assert.Equal(lines, await ExportAsync(host, key, "jsonl"));
            Assert.Equal(text, await ExportAsync(host, key, format));
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/v1/agreement?round=r1", key)).StatusCode);
            await Eventually.TrueAsync(
                () => host.Received.Count == study,
                "every imported rating of the study to be announced");
        }
    }

    [Fact]
    public async Task A_set_is_frozen_with_all_that_was_imported_in_one_file()
    {
        var stores = new FeedbackStores();
        var lines = await RoundAsync(stores, 6);
        var target = new FeedbackStores();
        await target.QueueRoundAsync("r1", 6, new RatingPlan { Share = 0.5 });
        await using var host = await FeedbackHost.StartAsync(target, settings: ("Outbox:IntervalSeconds", "1"));

        await ImportAsync(host, await host.RegisterAsync("olga", RaterRole.Operator), lines, "application/jsonl");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Fact]
    public async Task What_Label_Studio_made_itself_is_read_and_what_it_passed_over_is_not()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        const string tasks = """
            [{"id":7,"project":3,"data":{"image":"/x.png","image_id":"r1-training-000"},"predictions":[],"annotations":[
              {"id":1,"completed_by":{"id":4,"email":"a@b.example"},"was_cancelled":false,"ground_truth":false,
                "created_at":"2026-03-09T22:16:08.728353Z","lead_time":4.288,"result":[
                {"id":"a","from_name":"verdict","to_name":"image","type":"choices","origin":"manual",
                  "value":{"choices":["rather-plausible"]}},
                {"id":"b","from_name":"faults","to_name":"image","type":"choices",
                  "value":{"choices":["nuclear-size","artefact"]}},
                {"id":"c","from_name":"remark","to_name":"image","type":"textarea","value":{"text":["pale"]}}]},
              {"id":2,"completed_by":5,"was_cancelled":true,"created_at":"2026-03-09T22:17:00Z","result":[]}]}]
            """;

        var result = await ImportAsync(host, key, tasks, "application/json");
        var line = JsonNode.Parse(await ExportAsync(host, key, "jsonl"))!;

        Assert.Equal((1, 0), result);
        Assert.Equal(
            ("label-studio-4", "rather-plausible", """["artefact","nuclear-size"]""", "pale", 4288),
            (
                (string)line["rater"]!,
                (string)line["verdict"]!,
                line["faults"]!.ToJsonString(),
                (string)line["remark"]!,
                (int)line["lookedMs"]!));
        Assert.Equal(DateTimeOffset.Parse("2026-03-09T22:16:08.728Z"), (DateTimeOffset)line["ratedAt"]!);
    }

    [Theory]
    [InlineData("annotations")]
    [InlineData("completions")]   // exports before Label Studio 1.0
    public async Task A_corrected_annotation_is_the_next_revision_and_a_repeat_changes_nothing(string list)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        var first = Annotated(list, "plausible", "2026-03-09T22:16:08.728378Z");
        var corrected = Annotated(list, "implausible", "2026-03-10T10:00:00Z");

        Assert.Equal((1, 0), await ImportAsync(host, key, first, "application/json"));
        Assert.Equal((0, 1), await ImportAsync(host, key, first, "application/json"));
        Assert.Equal((1, 0), await ImportAsync(host, key, corrected, "application/json"));
        Assert.Equal((0, 1), await ImportAsync(host, key, corrected, "application/json"));

        var lines = (await ExportAsync(host, key, "jsonl")).Trim().Split('\n').Select(l => JsonNode.Parse(l)!);
        Assert.Equal(
            [("plausible", 0), ("implausible", 1)],
            lines.Select(l => ((string)l["verdict"]!, (int)l["revision"]!)).OrderBy(l => l.Item2));
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
        line["id"] = PathAlign.Feedback.Records.StoredRating.IdOf("r1-training-000", "anna", 1);
        line["verdict"] = "implausible";
        line["plausibility"] = 0;

        await ExpectProblem.Async(
            409,
            "not-its-rater",
            host.PostAsync(line.ToJsonString(), olga, null, "application/jsonl", path: Path));

        Assert.Single(await stores.AllAsync("ratings"));
        // whoever gave it changes it
        await host.RateAsync("r1-training-000", anna, "k1", "unsure", revision: 1);
        Assert.Equal(2, (await stores.AllAsync("ratings")).Count);
    }

    [Theory]
    [InlineData("""[{"id":1,"data":{"image_id":"r1-training-000"},"verdict":"plausible"}]""")]   // the "JSON-MIN" form
    [InlineData("[null]")]
    public async Task A_task_without_annotations_is_refused_with_its_place(string tasks)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);

        var answer = await ExpectProblem.Async(
            400, "invalid-import", host.PostAsync(tasks, key, null, "application/json", path: Path));

        Assert.Contains(
            "[0]: expected a task with 'annotations'",
            (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    private static string Annotated(string list, string verdict, string updatedAt) => $$$"""
        [{"id":7,"data":{"image":"/x.png","image_id":"r1-training-000"},"{{{list}}}":[
          {"id":1,"completed_by":4,"was_cancelled":false,"created_at":"2026-03-09T22:16:08.728353Z",
            "updated_at":"{{{updatedAt}}}","result":[{"id":"a","from_name":"verdict","to_name":"image",
              "type":"choices","value":{"choices":["{{{verdict}}}"]}}]}]}]
        """;

    [Theory]
    [InlineData("\"choices\":[\"plausible\"]", "\"choices\":null", "[0].annotations[0]: expected one choice")]
    [InlineData(
        "\"purpose\":\"training\",\"image_id\":\"r1-training-000\",\"role\"",
        "\"purpose\":null,\"image_id\":\"r1-training-000\",\"role\"",
        "$[0].annotations[0].result[0].meta.pathalign")]
    [InlineData("\"rater\":\"anna\",", "", "$[0].annotations[0].result[0].meta.pathalign")]
    public async Task A_null_or_nothing_where_Label_Studio_kept_a_value_is_refused_with_its_place(
        string value, string instead, string place)
    {
        var stores = new FeedbackStores();
        await RoundAsync(stores, 1);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        var tasks = await ExportAsync(host, key, "label-studio");
        Assert.Contains(value, tasks);

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(tasks.Replace(value, instead), key, null, "application/json", path: Path));

        Assert.Contains(place, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

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
                host.PostAsync(change(lines), key, null, "application/jsonl", path: Path));

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
                path: Path));

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
                path: Path));
        await ExpectProblem.Async(
            409,
            "set-frozen",
            other.PostAsync(
                lines,
                await other.RegisterAsync("olga", RaterRole.Operator),
                null,
                "application/jsonl",
                path: Path));
        await ExpectProblem.Async(
            404,
            "unknown-round",
            host.PostAsync(lines, key, null, "application/jsonl", path: "/api/v1/sets/r2/ratings"));
        await ExpectProblem.Async(
            415,
            "unsupported-media-type",
            host.PostAsync(lines, key, null, "text/html", path: Path));
        await ExpectProblem.Async(
            403,
            "forbidden",
            host.PostAsync(lines, await host.RegisterAsync("bert"), null, "application/jsonl", path: Path));
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("label-studio")]
    public async Task An_import_whose_client_hangs_up_leaves_nothing(string format)
    {
        var lines = await OtherRoundAsync(6, format);
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var (olga, anna) = (await host.RegisterAsync("olga", RaterRole.Operator), await host.RegisterAsync("anna"));
        var mediaType = Forms.Single(f => f.Format == format).MediaType;

        using (var gone = new CancellationTokenSource())
        {
            var body = new PausedContent(Encoding.UTF8.GetBytes(lines)[..^40], mediaType);
            var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = body };
            request.Headers.Authorization = new("Bearer", olga);
            var answer = host.Client.SendAsync(request, gone.Token);
            await body.Sent;
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        }
        await Task.Delay(TimeSpan.FromSeconds(2));   // two rounds of the reconciler

        Assert.Empty(await stores.AllAsync("ratings"));
        Assert.Empty(await stores.AllAsync("imports"));
        Assert.DoesNotContain(stores.Objects.Keys, k => k.StartsWith("imports/", StringComparison.Ordinal));
        var queue = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/queue/next?count=24", anna)).Content.ReadAsStringAsync())!;
        Assert.Equal(6, queue["images"]!.AsArray().Count);
        Assert.Equal((6, 0), await ImportAsync(host, olga, lines, mediaType));
    }

    [Fact]
    public async Task A_crash_while_ratings_move_into_their_set_costs_none_of_them()
    {
        var lines = await OtherRoundAsync(6, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("Outbox:IntervalSeconds", "1"));
        var inserts = 0;
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "ratings" && ++inserts == 3) throw new IOException("crash");
        };

        var answer = await host.PostAsync(
            lines, await host.RegisterAsync("olga", RaterRole.Operator), null, "application/jsonl", path: Path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Fact]
    public async Task A_freeze_while_ratings_move_into_the_set_takes_all_of_them()
    {
        var lines = await OtherRoundAsync(6, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 6);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (inserts, freeze) = (0, host.Services.GetRequiredService<FreezeRatings>());
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection != "ratings" || ++inserts != 3) return;
            var set = stores.AllAsync("rating-sets").GetAwaiter().GetResult().Single();
            set.Body["state"] = "Complete";
            stores.Documents.ReplaceAsync("rating-sets", set, set.Body).GetAwaiter().GetResult();
            freeze.RunAsync(set.Id, CancellationToken.None).GetAwaiter().GetResult();
        };

        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        Assert.Equal((6, 0), await ImportAsync(host, olga, lines, "application/jsonl"));

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, host.Quorums.Single().Count);
    }

    [Fact]
    public async Task What_the_log_does_not_take_is_not_imported()
    {
        var lines = await OtherRoundAsync(2, "jsonl");
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };

        var answer = await host.PostAsync(lines, olga, null, "application/jsonl", path: Path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await stores.AllAsync("imports"));
        Assert.Empty(await stores.AllAsync("ratings"));
    }

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
                path: Path));

        var detail = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!;
        Assert.Contains($"{place}: expected at most 1048576 bytes", detail);
    }

    [Theory]
    [InlineData("{}", "$: expected a list of tasks")]
    [InlineData("7", "$: expected a list of tasks")]
    [InlineData("", "$: expected")]
    [InlineData("[", "$[0]: expected JSON")]
    [InlineData("[{},", "[0]: expected a task with 'annotations'")]
    [InlineData("[] x", "$: expected JSON")]
    [InlineData("[7]", "$[0]: ")]
    [InlineData("[{\"annotations\":[null]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"annotations\":[{\"result\":[null]}]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"id\":1e99,\"annotations\":[]}]", "$[0].id")]
    [InlineData("[{\"annotations\":[{\"lead_time\":1e999}]}]", "[0].annotations[0]: expected one choice")]
    [InlineData("[{\"annotations\":[{\"created_at\":\"0001-01-01T00:00:00+14:00\"}]}]", "created_at")]
    [InlineData("[{\"data\":{\"image_id\":\"\\ud800\"},\"annotations\":[]}]", "$[0].data")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]", "$[0]")]
    public async Task What_is_no_list_of_tasks_is_refused_with_its_place(string tasks, string place)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);

        var answer = await ExpectProblem.Async(
            400,
            "invalid-import",
            host.PostAsync(
                tasks, await host.RegisterAsync("olga", RaterRole.Operator), null, "application/json", path: Path));

        Assert.Contains(place, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!);
    }

    private static async Task<string> OtherRoundAsync(int images, string format)
    {
        var stores = new FeedbackStores();
        await RoundAsync(stores, images);
        await using var host = await FeedbackHost.StartAsync(stores);
        return await ExportAsync(host, await host.RegisterAsync("omar", RaterRole.Operator), format);
    }

    /// <summary>A round with repeats, controls, changes of mind and remarks that tables find hard.</summary>
    private static async Task<FeedbackHost> RatedAsync(
        FeedbackStores stores, (string Even, string Odd, string Changed) said)
    {
        var host = await FeedbackHost.StartAsync(stores);
        string[] remarks =
        [
            "", "fine", "a, b", "say \"x\"", "=1+1", "'=1+1", "'",
            "two\nlines", "two\r\nlines\r\n", "tab\t;", " space ", "ä 漢 😀", "\n\nblank"
        ];
        for (var r = 0; r < 2; r++)
        {
            var key = await host.RegisterAsync($"rater-{r}", kind: r == 0 ? RaterKind.Human : RaterKind.Simulated);
            for (var i = 0; i < 32; i++)
            {
                var page = JsonNode.Parse(
                    await (await host.GetAsync("/api/v1/queue/next", key)).Content.ReadAsStringAsync())!;
                var image = (string)page["images"]![0]!["id"]!;
                await host.RateAsync(
                    image,
                    key,
                    $"k{i}",
                    i % 2 == 0 ? said.Even : said.Odd,
                    i % 3 == 0 && page["criteria"]!.AsArray().Count > 0
                        ? ["nuclear-size", "artefact"]
                        : [],
                    remarks[i % remarks.Length]);
                if (i % 5 == 0) await host.RateAsync(image, key, $"c{i}", said.Changed, revision: 1);
            }
        }
        return host;
    }

    private static async Task<string> RoundAsync(FeedbackStores stores, int images)
    {
        await stores.QueueRoundAsync("r1", images, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        for (var i = 0; i < images; i++) await host.RateAsync($"r1-training-{i:000}", key, $"k{i}");
        return await ExportAsync(host, await host.RegisterAsync("rita", RaterRole.Operator), "jsonl");
    }

    private static async Task<string> ExportAsync(FeedbackHost host, string key, string format) =>
        await (await host.GetAsync($"{Path}?format={format}", key))
            .EnsureSuccessStatusCode().Content.ReadAsStringAsync();

    private static async Task<(int Stored, int Repeated)> ImportAsync(
        FeedbackHost host, string key, string text, string mediaType)
    {
        var answer = await host.PostAsync(text, key, null, mediaType, path: Path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return ((int)JsonNode.Parse(body)!["stored"]!, (int)JsonNode.Parse(body)!["repeated"]!);
    }
}
